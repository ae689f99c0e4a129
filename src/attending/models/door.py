"""What every door to a model outside the package says of itself, for `attending doctor` and the pages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DoorStatus:
    """Whether a door is open, and to where."""

    door: str
    """`language model`, `speech model`."""
    configured: bool
    detail: str
