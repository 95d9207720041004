"""What is done beside an audit: cohorts checked and imported, classifiers asked and calibrated, what is bundled."""
