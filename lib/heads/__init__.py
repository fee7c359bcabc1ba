"""What heads do: measured, and pooled from tokens to words."""
