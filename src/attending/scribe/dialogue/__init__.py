"""Question and answer joined: every statement of a visit says by itself what was meant."""
