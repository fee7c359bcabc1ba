"""Attention, read and computed. Nothing here imports Streamlit except `lib.ui`."""
