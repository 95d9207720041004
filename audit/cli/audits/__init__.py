"""Commands about audits: run, judge, report, compare, demo."""
