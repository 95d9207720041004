"""Arrays, series and data frames given from Python, as the same tables that files make: one reader, the same errors."""
