"""The hash-chained trail of who did what to which record."""
