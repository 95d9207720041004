"""Audits made on the page: the same run as the command's, its progress, its end, its report.

A *job* is one audit that was started on the page; one runs at a time, in a thread of its own.
"""
