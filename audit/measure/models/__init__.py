"""One classifier beside another, and beside known mixtures of emotions."""
