"""The training loop of a network: steps, objective, checkpoints, weights."""
