"""The people in the pictures, and what a classifier said about each of them."""
