"""The table of functions: name → how many arguments it takes and what computes it.

A *plain* function gets its arguments as collections, evaluated once where the call stands. A *lazy* one gets them as
steps, to evaluate them on each item, or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from attending.record.fhirpath.nodes import Collection

Implementation = Callable[..., Collection]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language."""

    least: int
    most: int
    lazy: bool
    run: Implementation


FUNCTIONS: dict[str, Function] = {}


def plain(name: str, least: int = 0, most: int | None = None) -> Callable[[F], F]:
    """Register `run(context, focus, *arguments as collections)`."""
    return _register(name, least, most, lazy=False)


def lazy(name: str, least: int = 0, most: int | None = None) -> Callable[[F], F]:
    """Register `run(context, focus, *arguments as steps)`."""
    return _register(name, least, most, lazy=True)


def _register(name: str, least: int, most: int | None, *, lazy: bool) -> Callable[[F], F]:
    def register(run: F) -> F:
        FUNCTIONS[name] = Function(least, least if most is None else most, lazy, run)
        return run

    return register
