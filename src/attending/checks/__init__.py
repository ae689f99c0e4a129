"""Examines any Draft before a person sees it."""
