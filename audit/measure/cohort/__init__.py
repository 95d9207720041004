"""The cohort itself: representation, association, label mix, doubtful labels, copies."""
