"""A classifier's declaration: its inputs and outputs, its recipe, its measured figures."""
