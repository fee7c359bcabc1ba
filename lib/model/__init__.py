"""A real Chinese BERT: its checkpoints, its input, one forward pass, and changes to it."""
