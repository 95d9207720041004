"""The front of the page: header, the three answers, what the audit cannot tell, the evidence."""
