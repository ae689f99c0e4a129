"""Timed Text (TTML, and DFXP as it was called before): paragraphs with times, as streaming and meeting software write.

Read by `transcripts.read`: every paragraph becomes a cue and its agent the cue's voice; the rest is as in subtitles.
Source: W3C, Timed Text Markup Language 2 (2021), sections 8.1 (content), 12.2 and 12.3 (times), 14.1 (agents, roles).
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import cast
from xml.etree import ElementTree

from attending.errors import BadInput
from attending.scribe.transcripts.cues import Cue, read_cue_list
from attending.scribe.transcripts.pieces import Transcript
from attending.scribe.transcripts.tagged import read_text

_ROOT = re.compile(r"<(?:\w+:)?tt\s[^>]{0,4000}/(?:ttml|ttaf1)")
_CLOCK = re.compile(r"^(\d{2,}):(\d{2}):(\d{2})(?:(\.\d+)|:(\d{2,})(?:\.\d+)?)?$")
_OFFSET = re.compile(r"^(\d+(?:\.\d+)?)(h|ms|m|s|f|t)$")
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_UNHEARD = frozenset({"music", "sound", "kinesic", "expletive-sound"})
"""Roles of paragraphs that describe a sound instead of what is said."""
_DEEPEST = 60


@dataclass(frozen=True)
class _Clock:
    """How many frames and ticks a second has in this file."""

    frames: float
    ticks: float

    def seconds(self, written: str | None) -> float | None:
        """A time expression in seconds; None where there is none, or one that is none."""
        written = (written or "").strip()
        if clock := _CLOCK.match(written):
            hours, minutes, seconds, fraction, frames = clock.groups()
            whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
            return whole + float(f"0{fraction or ''}") + int(frames or 0) / self.frames
        if offset := _OFFSET.match(written):
            unit = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "f": 1 / self.frames, "t": 1 / self.ticks}
            return float(offset[1]) * unit[offset[2]]
        return None


@dataclass(frozen=True)
class _Run:
    """Some characters; when they are shown, in seconds from the start, and whose they are. Times None: not told."""

    start: float | None = None
    end: float | None = None
    agent: str | None = None
    text: str = ""


def is_timed_text(text: str) -> bool:
    """Recognise the root element by its name and namespace."""
    return text.lstrip("\ufeff \n\r\t").startswith("<") and _ROOT.search(text[:8000]) is not None


def read_timed_text(text: str) -> Transcript:
    """Read every paragraph in which something is said; of a file that breaks off, those before the break.

    Raises:
        BadInput: the file is damaged from its start, or declares a document type.
    """
    root, whole = _parse(text)
    clock, names = _clock(root), _agents(root)
    runs = [run for paragraph in _paragraphs(root, _Run(), clock) for run in paragraph if run.text.strip()]
    if all(run.start is None for run in runs):
        read = read_text("\n".join(_named(run, names) for run in runs))
    else:
        read = read_cue_list([_cue(number, run, names) for number, run in enumerate(runs, start=1)])
    broken = () if whole else ("The file breaks off; what stands before the break was read.",)
    return replace(read, remarks=(*broken, *read.remarks))


def _parse(text: str) -> tuple[ElementTree.Element, bool]:
    """The root, and whether the file was well-formed to its end."""
    found = _ROOT.search(text)
    if found is None or "<!DOCTYPE" in text[: found.start()]:
        raise BadInput("This Timed Text file declares a document type, which is not read.", hint="Export it again.")
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(events=("start",))
    parser.feed(text.lstrip("\ufeff \n\r\t"))
    root: ElementTree.Element | None = None
    try:
        for _, element in cast(Iterator[tuple[str, ElementTree.Element]], parser.read_events()):
            root = element if root is None else root
        parser.close()
    except ElementTree.ParseError:
        if root is None:
            raise BadInput("This Timed Text file is damaged.", hint="Export it again, or paste its text.") from None
        return root, False
    assert root is not None  # noqa: S101 - a file without an element does not close
    return root, True


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _attributes(element: ElementTree.Element) -> Mapping[str, str]:
    """By local name: the parameters' namespaces differ between versions of the standard."""
    return {_local(name): value for name, value in element.attrib.items()}


def _clock(root: ElementTree.Element) -> _Clock:
    told = _attributes(root)
    frames = _positive(told.get("frameRate"), 30.0)
    top, _, bottom = told.get("frameRateMultiplier", "1 1").replace(":", " ").partition(" ")
    frames *= _positive(top, 1.0) / _positive(bottom, 1.0)
    return _Clock(frames, _positive(told.get("tickRate"), frames if "frameRate" in told else 1.0))


def _positive(written: str | None, otherwise: float) -> float:
    written = (written or "").strip()
    return float(written) if re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", written) and float(written) else otherwise


def _agents(root: ElementTree.Element) -> Mapping[str, str]:
    """Id → name of everybody who speaks."""
    named = {}
    for agent in root.iter():
        if _local(agent.tag) == "agent" and (key := agent.get(_XML_ID)):
            written = ["".join(part.itertext()).strip() for part in agent if _local(part.tag) == "name"]
            named[key] = next(filter(None, written), key)
    return named


def _paragraphs(element: ElementTree.Element, outer: _Run, clock: _Clock, depth: int = 0) -> Iterator[Sequence[_Run]]:
    """The runs of every paragraph, in order; times of an element count from the start of the one around it."""
    if depth > _DEEPEST:
        raise BadInput(f"The Timed Text file is nested deeper than {_DEEPEST} levels.")
    own, name = _timed(element, outer, clock), _local(element.tag)
    if name == "head" or _attributes(element).get("role", "") in _UNHEARD:
        return
    if name == "p":
        yield _joined(list(_runs(element, own, clock, depth)))
        return
    for child in element:
        yield from _paragraphs(child, own, clock, depth + 1)


def _timed(element: ElementTree.Element, outer: _Run, clock: _Clock) -> _Run:
    told = _attributes(element)
    begin, end, length = (clock.seconds(told.get(name)) for name in ("begin", "end", "dur"))
    from_ = outer.start or 0.0
    start = outer.start if begin is None else from_ + begin
    until = outer.end if end is None else from_ + end
    if length is not None and start is not None:
        until = start + length if end is None else min(start + length, from_ + end)
    agents = told.get("agent", "").split()
    return _Run(start, until, agents[0] if agents else outer.agent)


def _runs(element: ElementTree.Element, own: _Run, clock: _Clock, depth: int) -> Iterator[_Run]:
    """The characters of a paragraph, each with the times and the agent that hold for it."""
    if depth > _DEEPEST:
        raise BadInput(f"The Timed Text file is nested deeper than {_DEEPEST} levels.")
    yield replace(own, text=_spaces(element.text))
    before_ends = bool(element.text)
    for child in element:
        match _local(child.tag):
            case "br":
                yield replace(own, text="\n")
            case "span":
                inner = _timed(child, own, clock)
                if inner.start != own.start and not before_ends:
                    yield replace(own, text=" ")  # words with times of their own, one element after the other
                yield from _runs(child, inner, clock, depth + 1)
        before_ends = bool(child.tail)
        yield replace(own, text=_spaces(child.tail))


def _spaces(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    """The runs of a paragraph as one, or one for each agent in turn."""
    spoken = [run for run in runs if run.text.strip()]
    agents = {run.agent for run in spoken}
    if len(agents) < 2:
        return [_one(runs, spoken)] if spoken else []
    return [_one(group, group) for group in (list(some) for _, some in groupby(spoken, key=lambda run: run.agent))]


def _one(runs: Sequence[_Run], spoken: Sequence[_Run]) -> _Run:
    starts = [run.start for run in spoken if run.start is not None]
    ends = [run.end for run in spoken if run.end is not None]
    text = re.sub(r" *\n *", "\n", re.sub(r" +", " ", "".join(run.text for run in runs))).strip()
    return _Run(min(starts, default=None), max(ends, default=None), spoken[0].agent, text)


def _named(run: _Run, names: Mapping[str, str]) -> str:
    words = " ".join(run.text.split())
    return words if run.agent is None else f"{names.get(run.agent, run.agent)}: {words}"


def _cue(number: int, run: _Run, names: Mapping[str, str]) -> Cue:
    start = run.start or 0.0
    lines = html.escape(run.text, quote=False).split("\n")
    if run.agent is not None:
        lines[0] = f"<v {html.escape(names.get(run.agent, run.agent)[:80])}>{lines[0]}"
    return Cue(number, round(start, 3), round(max(start, run.end or start), 3), lines)
