"""Pictures to train on: which, in which order, in which batches, blended how."""
