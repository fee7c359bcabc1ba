"""The inside of one pass: a score taken apart, a value followed to the guess, pictures weighed."""
