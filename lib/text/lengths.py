"""How many characters are read at most: known before anything else is imported."""

SENTENCE = 1000  # of one sentence, whatever they become as tokens
TABLE = 20_000  # of a table: 8 × 8 numbers three times, with names
