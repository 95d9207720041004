"""Disparities of a policy's criteria, fairlearn's values beside them, the bootstrap, screening."""
