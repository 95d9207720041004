"""Declarations of audits: the policy, and several audits in one file."""
