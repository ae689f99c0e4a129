"""The patient page: summary boxes, one time line, signed documents."""

from dataclasses import dataclass

from attending.app.web.views.note import SectionView


@dataclass(frozen=True)
class ItemView:
    """One line of a summary box."""

    text: str
    when: str = ""
    sub: str = ""
    badge: str = ""
    tone: str = ""
    faded: bool = False


@dataclass(frozen=True)
class Box:
    """One section of the International Patient Summary."""

    key: str
    title: str
    items: tuple[ItemView, ...]
    nothing: str


@dataclass(frozen=True)
class Moment:
    """One point of the time line."""

    iso: str
    day: str
    kind: str
    kind_words: str
    title: str
    detail: str = ""
    link: str = ""


@dataclass(frozen=True)
class VersionView:
    """One version of a document."""

    number: int
    status: str
    when: str
    link: str
    current: bool = False


@dataclass(frozen=True)
class DocumentView:
    """A document of the record, with the proof of who answers for it."""

    title: str
    status_words: str
    tone: str
    symbol: str
    version: int
    date: str
    sections: tuple[SectionView, ...]
    valid: bool | None
    """Whether the signature matches the stored bytes now; None where nobody signed here."""
    proof: tuple[tuple[str, str], ...]
    versions: tuple[VersionView, ...]
    review: str = ""
    may_amend: bool = False


@dataclass(frozen=True)
class PatientRow:
    """One patient in a list."""

    id: str
    name: str
    born: str
    age: str
    sex: str
    mrn: str
