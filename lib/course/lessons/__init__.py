"""The lessons before the calculator: their typed steps, and the numbers they compute."""
