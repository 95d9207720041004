"""One-sided limits of the value of each group, at any error: of shares, of weighted shares, of people, of F1."""
