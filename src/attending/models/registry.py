"""The registry: finds every card of the package, and loads no model whose card or weights are not in order.

A package that ships a model has `cards/<name>.toml` and, where it has weights, `weights/<file>` beside it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from attending.errors import InvalidCard, NotFound
from attending.models.card import Card, read_card


@dataclass(frozen=True)
class Model:
    """A card and the bytes of its weights, by file name; rules and formulas have none."""

    card: Card
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Listed:
    """One line of the registry: a model that loads, or the fault for which it does not."""

    name: str
    package: str
    """The capability that ships it, such as `scribe`; `own` for one that the hospital trained."""
    card: Card | None
    fault: str = ""


def load(folder: Traversable | Path, name: str) -> Model:
    """Load a model of a package's folder.

    Args:
        folder: the package, such as `importlib.resources.files("attending.scribe")`.
        name: the model's, and its card file's.

    Raises:
        InvalidCard: the card is missing or incomplete, or a file of weights is not the one the card names.
    """
    path = folder / "cards" / f"{name}.toml"
    if not path.is_file():
        raise InvalidCard(f"The model {name} has no card.", hint=f"Write cards/{name}.toml.")
    card = read_card(path)
    if card.name != name:
        raise InvalidCard(f"The card {name}.toml is that of {card.name}.")
    weights = {weight.file: _checked(_place(folder, weight.file), weight.sha256) for weight in card.weights}
    return Model(card, weights)


def _place(folder: Traversable | Path, file: str) -> Traversable:
    """In `weights`, or in `models` as a MONAI bundle has it."""
    bundled = folder / "models" / file
    return bundled if bundled.is_file() else folder / "weights" / file


class Registry:
    """Every model of the installed package, and of the folder where a hospital keeps its own."""

    def __init__(self, root: Traversable | Path, *own: Path) -> None:
        self._root, self._own = root, own

    @classmethod
    def installed(cls) -> "Registry":
        """The registry of the package that is running."""
        return _installed()

    def with_own(self, *folders: Path) -> "Registry":
        """This registry and the hospital's own models, each in a folder of its own below one of `folders`."""
        return Registry(self._root, *folders)

    def models(self) -> tuple[Listed, ...]:
        """Every model by package and name; one that does not load says why."""
        found = _of(self._root)
        for folder in self._own:
            if folder.is_dir():
                found += [replace(listed, package="own") for listed in _of(folder)]
        return tuple(found)

    def find(self, name: str) -> Card:
        """The card of a model; raises `NotFound`, or `InvalidCard` where it is not in order."""
        for listed in self.models():
            if listed.name == name:
                if listed.card is None:
                    raise InvalidCard(listed.fault)
                return listed.card
        raise NotFound("There is no model of this name.", hint="`attending models list` names them all.")


def _of(root: Traversable | Path) -> list[Listed]:
    found = []
    for package in sorted(root.iterdir(), key=lambda folder: folder.name):
        cards = package / "cards"
        if package.is_dir() and cards.is_dir():
            names = sorted(path.name for path in cards.iterdir() if path.name.endswith(".toml"))
            found += [_listed(package, name.removesuffix(".toml")) for name in names]
    return found


def _listed(package: Traversable, name: str) -> Listed:
    try:
        return Listed(name, package.name, load(package, name).card)
    except InvalidCard as error:
        return Listed(name, package.name, None, str(error))


def _checked(path: Traversable, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidCard(f"The weights {path.name} are missing.", hint="Install the package again.") from error
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), sha256):
        raise InvalidCard(
            f"The weights {path.name} are not those of the card: their SHA-256 differs.",
            hint="Install the package again, or train anew and write the new checksum into the card.",
        )
    return data


@cache
def _installed() -> Registry:
    return Registry(files("attending"))
