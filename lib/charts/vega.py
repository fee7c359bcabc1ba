"""Altair, with pandas whole: every chart takes it from here.

Altair does not import pandas, but looks it up among the modules that are there (through narwhals),
and finds one that another visitor's page is only half through importing: an error in their chart.
To import it waits for the other.
"""

import altair as alt
import pandas  # noqa: F401

__all__ = ["alt"]
