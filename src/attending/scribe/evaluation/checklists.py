"""Checklists of facts that a good note of a consultation holds, and whether a note holds them.

Read by `primock57`. A fact is found where one sentence of the note names most of its content, in any wording
(`terms.content`), with the same negation; a fact of numbers alone ("3 days") must stand beside its heading fact. This
is a lexical judgement, and a lenient one: of 60 critical facts drawn at random and read by its developer, no clinician,
46 were judged alike; 10 were found that the note does not quite say, 4 were missed that it says in other words.
"""

import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

from attending.terms.content import Keys, Unit, keys_of, number_key, units_of
from attending.terms.negation import Status, assertion_of
from attending.terms.spoken import find_quantities

FRAME_WEIGHT = 0.3
"""What a word counts that only frames a fact: "Nature - cramping", "started", "has been"."""
NEAR = 2
"""Sentences around a detail of one word ("no blood") in which the fact it belongs to ("vomited") must be named."""
LONG_WORD = 6
"""Letters of a word beyond which one wrong letter is taken for a slip of the pen."""
_FRAME = re.compile(
    r"locations?|nature|onset|duration|type|character|severity|feel\w*|felt|start\w*|began|begin\w*|want\w*|"
    r"think\w*|thought|"
    r"unsure|sure|problems?|usage|issues?|present\w*|needs?|little|bit|abit|quite|lots?|normal(?:ly)?|"
    r"usual(?:ly)?|regular(?:ly)?|"
    r"associated|related|describe\w*|mainly|mostly|trying|tries|tried|try|noticed|happen\w*|episodes?|symptoms?|"
    r"suffer\w*|"
    r"really|because|able|manag\w+|experienc\w+|look\w*|appear\w*|known|any|been|being|had|having"
)
NAMED = 0.6
"""Share of a fact's content, by rarity, that a passage must name."""
_LEAST = 0.1
"""What a unit weighs that every consultation speaks of."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MAX_XML = 20_000_000
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_DENIED_ELSEWHERE = re.compile(r"\b(?:no|not|nil|denies|without|none|never|n't|non-?\w+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Fact:
    """One line of a checklist."""

    text: str
    critical: bool
    parent: str = ""
    """The fact it is a detail of."""


@dataclass(frozen=True)
class Checklist:
    """All facts of one clinician for one consultation."""

    name: str
    facts: tuple[Fact, ...]


def read_checklists(data: Path) -> list[Checklist]:
    """Every spreadsheet below a folder whose first sheet has a column of facts with their weight."""
    found = []
    for path in sorted(data.rglob("*")) if data.is_dir() else []:
        if path.is_file() and zipfile.is_zipfile(path):
            facts = tuple(_facts(path))
            if facts:
                found.append(Checklist(str(path.relative_to(data)), facts))
    return found


@dataclass(frozen=True)
class Rarity:
    """How much a unit tells: what every consultation speaks of ("change", "problem") tells little."""

    transcripts: tuple[Keys, ...]

    def of(self, unit: Unit) -> float:
        """The unit's weight by the share of the consultations that name it."""
        total = len(self.transcripts)
        named = sum(unit.is_in(keys) for keys in self.transcripts)
        return unit.weight * (_LEAST + math.log((total + 1) / (named + 1)))


def is_found(fact: Fact, sentences: Sequence[str], rarity: Rarity) -> bool:
    """Whether a sentence of a note, or two neighbouring ones, say this fact."""
    text = plain_words(fact.text)
    units = units_of(text)
    numbers = [frozenset({number_key(v)}) for q in find_quantities(text) for v in q.values]
    if not units and not numbers:
        return False
    weights = [rarity.of(unit) * (FRAME_WEIGHT if _FRAME.fullmatch(unit.text.lower()) else 1) for unit in units]
    parents = units_of(plain_words(fact.parent))
    said = [plain_words(sentence) for sentence in sentences]
    alone = len(units) == 1 and bool(parents)
    places = [(i, i + 1) for i in range(len(said))] + [(i, i + 2) for i in range(len(said) - 1)]
    for start, end in places:
        passage = " ".join(said[start:end])
        if alone and not any(u.is_in(keys_of(" ".join(said[max(0, start - NEAR) : end + NEAR]))) for u in parents):
            continue
        keys = _with_misspelt(units, keys_of(passage))
        if not all(number & keys for number in numbers):
            continue
        if not units:
            if not parents or any(unit.is_in(keys) for unit in parents):
                return True
            continue
        named = [(weight, unit) for weight, unit in zip(weights, units, strict=True) if unit.is_in(keys)]
        if named and sum(weight for weight, _ in named) >= NAMED * sum(weights):
            heaviest = max(named, key=lambda item: item[0])[1]
            if _agrees(text, heaviest, passage):
                return True
    return False


@lru_cache(maxsize=8192)
def plain_words(text: str) -> str:
    """Text with clinicians' shorthand written out and everyday words as clinicians say them (`checklist_words.tsv`)."""
    pattern, written = _shorthand()
    low = _PER_TIME.sub(lambda m: f"{m.group(1)} {_UNITS_OF_TIME[m.group(2)]}", text.lower().replace("’", "'"))
    return pattern.sub(lambda found: written[found.group()], low)


_PER_TIME = re.compile(r"\b(\d+)\s?/\s?(7|52|12)\b")
_UNITS_OF_TIME = {"7": "days", "52": "weeks", "12": "months"}


@cache
def _shorthand() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = (files("attending.scribe") / "checklist_words.tsv").read_text("utf-8").splitlines()[1:]
    written = {other: row.split("\t")[0] for row in rows for other in row.split("\t")[1].split("|")}
    longest = sorted(written, key=lambda other: -len(other))
    return re.compile(r"(?<![\w/])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w/])"), written


def _with_misspelt(units: Sequence[Unit], keys: Keys) -> Keys:
    """The keys of a passage and those of a fact's words that are one of its words, spelt one letter otherwise."""
    words = [key[1:] for key in keys if key[0] == "=" and len(key) > LONG_WORD]
    misspelt = {
        key
        for unit in units
        for key in unit.keys
        if key[0] == "=" and len(key) > LONG_WORD and key not in keys and any(_one_apart(key[1:], w) for w in words)
    }
    return keys | misspelt if misspelt else keys


def _one_apart(one: str, other: str) -> bool:
    """Whether two words differ by one letter more, less, another, or two exchanged."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[2:] == b[2:] and a[:2] == b[:2][::-1])


def sentences_of(note: str) -> list[str]:
    """The sentences of a note, headings included: "Allergies" above "None" says what there is none of."""
    return [sentence for sentence in _SENTENCE.split(note) if sentence.strip()]


def fit(checklist: Checklist, keys: Keys) -> float:
    """How much of a checklist a transcript names: by this its consultation is known."""
    units = [unit for fact in checklist.facts for unit in units_of(plain_words(fact.text))]
    return sum(unit.is_in(keys) for unit in units) / len(units) if units else 0.0


def _agrees(fact: str, unit: Unit, passage: str) -> bool:
    """Whether the fact and the passage both deny, or both report, what the fact is about."""
    wanted = _denied(fact, unit.start, unit.end)
    places = [one for one in units_of(passage) if one.keys & unit.keys]
    if not places:
        return wanted is bool(_DENIED_ELSEWHERE.search(passage))
    return any(_denied(passage, one.start, one.end) is wanted for one in places)


def _denied(text: str, start: int, end: int) -> bool:
    return assertion_of(text, start, end).status is Status.NEGATED or text[start:end].lower().startswith("non")


def _facts(path: Path) -> Iterator[Fact]:
    """The facts of a workbook's first sheet; cells of broken references ("#REF!") and headings are left out."""
    rows = _first_sheet(path)
    header = next(
        (i for i, row in enumerate(rows) if any(c.strip().upper() == "CHECKLIST" for c in row.values())), None
    )
    if header is None:
        return
    column = next(name for name, cell in rows[header].items() if cell.strip().upper() == "CHECKLIST")
    weight = next((name for name in rows[header] if name > column), None)
    above: dict[int, str] = {}
    for row in rows[header + 1 :]:
        text, mark = row.get(column, "").strip(), row.get(weight or "", "").strip().lower()
        if not text or "#REF" in text or mark not in {"c", "nc", "i"}:
            continue
        bare = text.lstrip("* ").strip()
        depth = len(text) - len(text.lstrip("*"))
        parent = next((above[d] for d in range(depth - 1, -1, -1) if d in above), "") if depth else ""
        above = {d: t for d, t in above.items() if d < depth} | {depth: bare}
        if mark != "i":
            yield Fact(bare, mark == "c", parent)


def _first_sheet(path: Path) -> list[dict[str, str]]:
    """The cells of the first sheet, by row and column letter; empty for what is no workbook."""
    with zipfile.ZipFile(path) as book:
        names = sorted(n for n in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n))
        if not names or any(book.getinfo(n).file_size > _MAX_XML for n in names[:1]):
            return []
        strings: list[str] = []
        if "xl/sharedStrings.xml" in book.namelist():
            table = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - entities are not expanded
            strings = ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in table]
        sheet = ElementTree.fromstring(book.read(names[0]))  # noqa: S314
    return [_row(row, strings) for row in sheet.iter(f"{_MAIN}row")]


def _row(row: ElementTree.Element, strings: Sequence[str]) -> dict[str, str]:
    cells = {}
    for cell in row:
        value = cell.find(f"{_MAIN}v")
        text = "".join(t.text or "" for t in cell.iter(f"{_MAIN}t"))
        if value is not None and value.text is not None:
            text = strings[int(value.text)] if cell.get("t") == "s" else value.text
        letters = re.sub(r"\d", "", cell.get("r") or "")
        if text and len(letters) == 1:
            cells[letters] = text
    return cells
