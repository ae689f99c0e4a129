"""What a transaction has seen and done so far, to be written to the audit trail before it commits.

When it is rolled back, the changes never happened, but what was seen was seen: that part is written all the same.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from attending.audit import Entry

MOST_REFERENCES = 1000
"""References in one AuditEvent; a bundle that files more leaves several."""


@dataclass
class Journal:
    """Entries of one transaction; those that differ only in their references become one AuditEvent."""

    seen: list[Entry] = field(default_factory=list)
    """Reads and refusals."""
    done: list[Entry] = field(default_factory=list)
    """Changes."""
    _written: dict[Hashable, tuple[int, list[str]]] = field(default_factory=dict)
    """What tells entries of writing apart → its place in `done`, and its references."""

    def wrote(self, kind: Hashable, references: Iterable[str], entry: Callable[[], Entry]) -> None:
        """Note more references under the entry of its kind, which is made for the first."""
        found = self._written.get(kind)
        if found is None:
            found = self._written[kind] = (len(self.done), [])
            self.done.append(entry())
        found[1].extend(references)

    def entries(self) -> Iterator[Entry]:
        """Everything, for a transaction that commits."""
        done = list(self.done)
        for place, references in self._written.values():
            done[place] = replace(done[place], what=tuple(references))
        return merged([*self.seen, *done])


def merged(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Join entries that differ only in their references."""
    groups: dict[Entry, dict[str, None]] = {}
    for entry in entries:
        groups.setdefault(replace(entry, what=()), {}).update(dict.fromkeys(entry.what))
    for entry, references in groups.items():
        names = tuple(references)
        for start in range(0, max(len(names), 1), MOST_REFERENCES):
            yield replace(entry, what=names[start : start + MOST_REFERENCES])
