"""Public networks that many sites have on their machines already: whether they are here, and how they come in.

They download their weights from hubs, so none ships with us. What is found is named, never run from where it lies: it
comes in by the same door, exported once, with a card. Read by `attending imaging networks`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Known:
    """One public family of networks."""

    name: str
    package: str
    weights: str
    """Where its package keeps them, below a person's home; a pattern."""
    licence: str
    door: str
    """How it comes in."""


KNOWN = (
    Known(
        "torchxrayvision", "torchxrayvision", ".torchxrayvision/models_data/*.pt", "Apache-2.0",
        "export its DenseNet to ONNX; docs/how-to/own-networks.md has the commands and the description",
    ),
    Known(
        "TotalSegmentator", "totalsegmentator", ".totalsegmentator/nnunet/results/*", "Apache-2.0 for most tasks",
        "copy a Dataset folder as it is, add a card and the organs you want; docs/how-to/own-networks.md shows both",
    ),
    Known(
        "MONAI bundles", "monai", ".cache/torch/hub/bundle/*", "by bundle",
        "copy the bundle's folder, add a card and the parts of network.toml that it does not say",
    ),
)  # fmt: skip
"""Source: the packages' own documentation; places were not checked against installed weights."""


@dataclass(frozen=True)
class Seen:
    """What of a family is on this machine."""

    known: Known
    package: bool
    weights: int
    """Files or folders of weights."""

    @property
    def state(self) -> str:
        """What is here, in words."""
        if self.weights:
            return f"{'package and ' if self.package else ''}weights are on this machine, not in use"
        return "the package is on this machine, its weights are not" if self.package else "not on this machine"


def look_for_known(home: Path, *, installed: Callable[[str], bool] | None = None) -> tuple[Seen, ...]:
    """Every known family, with what of it is here.

    Args:
        home: the folder below which packages keep what they downloaded.
        installed: whether a package can be imported; nothing is imported to find out.
    """
    has = installed or (lambda package: find_spec(package) is not None)
    return tuple(Seen(one, has(one.package), len(list(home.glob(one.weights)))) for one in KNOWN)
