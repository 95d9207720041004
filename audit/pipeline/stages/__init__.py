"""The stages of one audit: a cohort is scored, measured and judged, and the result says where it comes from."""
