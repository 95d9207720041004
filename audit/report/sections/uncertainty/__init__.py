"""The third question: mixed emotions, grades, abstention, calibration, votes."""
