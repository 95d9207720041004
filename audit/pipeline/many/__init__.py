"""Many audits in one go: what they share is read, found and asked once."""
