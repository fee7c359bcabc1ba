"""What the pages about the inside of a pass share: the pass itself, kept."""
