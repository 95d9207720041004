"""How other tools lay out their answers: a TOML for each, and what reads them."""
