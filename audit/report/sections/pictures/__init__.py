"""Pictures worth looking at, and where the network looked."""
