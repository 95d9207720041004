"""One adapter for each kind of model file, behind one protocol."""
