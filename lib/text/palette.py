"""The colours that mean something, for charts and formulas alike; the theme holds the others."""

QUERY = "#5b60c9"
KEY = "#168a79"
VALUE = "#bd8423"
WEIGHT = "#c9402f"
NEGATIVE = "#3a76b0"  # where WEIGHT stands for positive numbers
GREY = "#8a8580"  # legible on paper and on the dark ground
PEOPLE = (WEIGHT, "#e59a7f", "#4f7fc0", "#9b6bc0")  # four rows of a table, the 张 alike
