"""How fast and how large: the app beside what its users would use instead."""
