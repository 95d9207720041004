"""What an audit, a comparison, a plan or a self-test ends in, and how results become plain data and back."""
