"""What can be taken away: numbers as CSV, a script that reproduces them."""
