"""Drawing a real head, and the switches that act on it."""
