"""Attending: AI drafts; the attending clinician signs."""

__version__ = "0.1.0"
