"""The questions themselves: 动手算 (compute_*), 先猜后看 (look_*), 想一想 (think)."""
