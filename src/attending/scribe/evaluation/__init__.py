"""The suites of `attending evaluate` that judge the scribe, and how they score."""
