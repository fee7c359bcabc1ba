"""Lessons, practice, terms and progress on the page."""
