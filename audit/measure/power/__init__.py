"""What an audit of given size can show: power, plans, prospects, by seeded simulation."""
