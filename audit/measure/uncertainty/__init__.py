"""Mixed emotions and confidence: entropy, votes, calibration, abstention, pictures worth looking at."""
