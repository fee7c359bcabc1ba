"""What the finished model can do, every figure beside its baselines."""
