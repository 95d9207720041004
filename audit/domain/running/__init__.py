"""What a model may take of this machine while it runs."""
