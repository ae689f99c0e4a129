"""The source files of the package, parsed once for all tests of the architecture."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import attending

PACKAGE = Path(attending.__file__).parent
REPOSITORY = PACKAGE.parents[1]


@dataclass(frozen=True)
class Module:
    """One Python file of the package."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with its dotted name, such as `datetime.now`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node


@cache
def modules() -> tuple[Module, ...]:
    """All modules of `attending`, by name."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        name = ".".join(("attending", *path.relative_to(PACKAGE).with_suffix("").parts))
        found.append(Module(name.removesuffix(".__init__"), path, text, ast.parse(text)))
    return tuple(found)


def outside(*packages: str) -> Iterator[Module]:
    """The modules that lie in none of these packages."""
    for module in modules():
        if not any(module.name == name or module.name.startswith(name + ".") for name in packages):
            yield module
