"""What is seen in a picture: its faces, their doubts, and what every model says about them."""
