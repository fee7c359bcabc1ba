"""Everything that imports Streamlit and is used by more than one page."""
