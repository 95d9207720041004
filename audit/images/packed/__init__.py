"""Pictures that lie many in one file, read one by one under the names that a manifest has for them."""
