"""Files beside the page: audit.json and its schema, the summary, the test report, the model card, tables."""
