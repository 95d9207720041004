"""Commands about classifiers: predict, train, calibrate, blend, list."""
