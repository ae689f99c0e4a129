"""Answers of outside programs to the bedside scores, recorded once for tests that need none of those programs."""
