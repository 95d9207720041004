"""What of an audit may be published: small groups are taken out, and what would give them away by subtraction."""
