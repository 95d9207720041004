"""What stands between a browser and the pipeline: who may ask, how much, and how it is answered."""
