"""Which models there are, fetching one, and going back to the shipped one when that fails."""
