"""Declarations: model.toml and policy.toml, models without a folder, and what is written into them."""
