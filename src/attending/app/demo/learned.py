"""The learned model of the demo hospital: made of synthetic patients, for trying the risk list, never for care.

Made with `attending import` of the Synthea bundles named on its card and `attending train risk hospital-visit-1y`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class ModelFile:
    """One file of a registered model."""

    part: str
    """`cards` or `weights`."""
    name: str
    data: bytes


@dataclass(frozen=True)
class DemoModel:
    """A model that the demo registers."""

    name: str

    def files(self) -> Iterator[ModelFile]:
        """Its card and its weights."""
        folder = files("attending.app.demo") / "models" / self.name
        for part in ("weights", "cards"):
            for file in (folder / part).iterdir():
                yield ModelFile(part, file.name, file.read_bytes())


DEMO_MODEL = DemoModel("hospital-visit-1y")
