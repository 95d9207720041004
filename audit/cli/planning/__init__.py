"""Commands before an audit: power, selftest."""
