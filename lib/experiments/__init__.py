"""Questions put to a model: does a claim hold, what is a head worth, what does a change change."""
