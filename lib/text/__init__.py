"""Text of any kind made safe and uniform: Markdown, LaTeX, numbers."""
