"""Where is something spoken of? Looked up, not searched for: a long note against a long visit asks it a million times.

Read by `support`, `clauses` and `passages`.
"""

from collections.abc import Sequence

from attending.terms.content import Keys, Unit


class Places:
    """Texts by their keys (`terms.content`), in which those that speak of a unit are found."""

    def __init__(self, texts: Sequence[Keys]) -> None:
        self._holding: dict[str, set[int]] = {}
        for index, keys in enumerate(texts):
            for key in keys:
                self._holding.setdefault(key, set()).add(index)

    def of(self, unit: Unit) -> list[int]:
        """The texts that speak of a unit, as `Unit.is_in` says it, in order."""
        found = self._with_any(unit.keys)
        if unit.parts:
            found |= set.intersection(*(self._with_any(part) for part in unit.parts))
        return sorted(found)

    def _with_any(self, keys: Keys) -> set[int]:
        return set().union(*(self._holding.get(key, ()) for key in keys))
