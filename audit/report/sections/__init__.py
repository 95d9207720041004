"""Sections of the page in order: header, answers, coverage, classification, groups, mixed, pictures, method, annex.

Each module has one view, a frozen value, and one function `view` that makes it from an `AuditResult`
(`pictures`: and a gallery).
"""
