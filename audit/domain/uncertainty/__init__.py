"""How sure a classifier is, and how sure its annotators are: entropy, votes, calibration, abstention."""
