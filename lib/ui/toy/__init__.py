"""The calculator on the page, and the comparison with a real head."""
