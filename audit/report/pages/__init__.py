"""Pages as files: one audit, several audits, a comparison, a dose-response run."""
