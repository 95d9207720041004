"""emotion-audit: fairness and bias audits for facial-emotion classifiers."""

__version__ = "0.1.0"
