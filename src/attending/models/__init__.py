"""Doors to models, and the registry that loads none without a valid card."""
