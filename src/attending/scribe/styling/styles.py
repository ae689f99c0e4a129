"""Styles of a note: the same sentences under other headings, each with its evidence; some left out in the brief one.

Read by `journeys`. A style is a list of headings with the sections they take in; `templates` reads a clinic's own.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import structs

from attending.drafts import Claim, Draft
from attending.errors import BadInput
from attending.record.narrative import SectionText, Sentence, from_sections, to_sections
from attending.scribe.content.lines import CODES
from attending.scribe.sections.plan_kinds import LABELS
from attending.scribe.styling.twice import measured_twice, said_already, without_label
from attending.terms.coding import LOINC, Coding

REASONING, FOLLOW_UP = LABELS["reasoning"], LABELS["followup"]
PLANNED = ("ASSESSMENT", "PLAN", "FOLLOW-UP")
"""The parts of the last section of the outpatient note."""
REVIEW = "REVIEW OF SYSTEMS"
DENIAL = "Denies "
BRIEF_HISTORY = 6
"""Sentences of the history that the brief style keeps: the likeliest, in their order."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a style and what stands under it."""

    title: str
    code: Coding
    takes: tuple[str, ...]
    """Sections of the outpatient note, or the parts `ASSESSMENT`, `PLAN` and `FOLLOW-UP` of the last one."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What stands before the first sentence of a section: "Allergies: …"."""
    most: int | None = None
    """How many sentences at most; the likeliest stay, in their order."""
    denials: bool = True
    systems: bool = True
    """Whether the review of systems names them: "Constitutional: …"."""


def _loinc(code: str, display: str) -> Coding:
    return Coding(system=LOINC, code=code, display=display)


_SUBJECTIVE = _loinc("61150-9", "Subjective Narrative")
_OBJECTIVE = _loinc("61149-1", "Objective Narrative")
_ASSESSMENT = _loinc("51848-0", "Evaluation note")
_PLAN = _loinc("18776-5", "Plan of care note")
_EXAM = CODES["PHYSICAL EXAMINATION"]
_HISTORY = ("CHIEF COMPLAINT", "HISTORY OF PRESENT ILLNESS")
_BACKGROUND = ("MEDICAL HISTORY", "MEDICATIONS", "ALLERGIES", "FAMILY HISTORY", "SOCIAL HISTORY")

NAMES: Mapping[str, str] = {
    **{part: part.capitalize() for part in (*_HISTORY, *_BACKGROUND, REVIEW, "RESULTS", *PLANNED)},
    "MEDICAL HISTORY": "Past medical history",
    "VITALS REVIEWED": "Vital signs",
    "PHYSICAL EXAMINATION": "Examination",
}
"""How a section is called where it shares a heading with others."""
_BRITISH = {"CHIEF COMPLAINT": "Presenting complaint", "MEDICATIONS": "Drug history"}
_BRITISH = {**{part: NAMES[part] for part in _BACKGROUND}, **_BRITISH, "VITALS REVIEWED": "Observations"}
_SIGNS = {"VITALS REVIEWED": NAMES["VITALS REVIEWED"]}

STYLES: dict[str, tuple[Heading, ...]] = {
    "outpatient": tuple(Heading(title, code, (title,)) for title, code in CODES.items()),
    "soap": (
        Heading("SUBJECTIVE", _SUBJECTIVE, (*_HISTORY, *_BACKGROUND, REVIEW), labels=NAMES),
        Heading("OBJECTIVE", _OBJECTIVE, ("VITALS REVIEWED", "PHYSICAL EXAMINATION", "RESULTS"), labels=NAMES),
        Heading("ASSESSMENT", _ASSESSMENT, ("ASSESSMENT",)),
        Heading("PLAN", _PLAN, ("PLAN", "FOLLOW-UP")),
    ),
    "h-and-p": (
        *(Heading(title, CODES[title], (title,)) for title in _HISTORY),
        Heading("PAST MEDICAL HISTORY", CODES["MEDICAL HISTORY"], ("MEDICAL HISTORY",)),
        *(Heading(title, CODES[title], (title,)) for title in _BACKGROUND[1:]),
        Heading(REVIEW, CODES[REVIEW], (REVIEW,)),
        Heading("PHYSICAL EXAMINATION", _EXAM, ("VITALS REVIEWED", "PHYSICAL EXAMINATION"), labels=_SIGNS),
        Heading("DATA", CODES["RESULTS"], ("RESULTS",)),
        Heading("ASSESSMENT", _ASSESSMENT, ("ASSESSMENT",)),
        Heading("PLAN", _PLAN, ("PLAN", "FOLLOW-UP")),
    ),
    "uk-gp": (
        Heading("HISTORY", CODES["HISTORY OF PRESENT ILLNESS"], (*_HISTORY, REVIEW), labels=_BRITISH, systems=False),
        Heading("BACKGROUND", CODES["MEDICAL HISTORY"], _BACKGROUND, labels=_BRITISH),
        Heading("EXAMINATION", _EXAM, ("VITALS REVIEWED", "PHYSICAL EXAMINATION"), labels=_BRITISH),
        Heading("INVESTIGATIONS", CODES["RESULTS"], ("RESULTS",)),
        Heading("IMPRESSION", _ASSESSMENT, ("ASSESSMENT",)),
        Heading("PLAN", _PLAN, ("PLAN",)),
        Heading("FOLLOW-UP", _PLAN, ("FOLLOW-UP",)),
    ),
    "brief": (
        Heading("PROBLEM", CODES["CHIEF COMPLAINT"], ("CHIEF COMPLAINT",)),
        Heading("HISTORY", CODES["HISTORY OF PRESENT ILLNESS"], ("HISTORY OF PRESENT ILLNESS",), most=BRIEF_HISTORY),
        Heading("ALLERGIES", CODES["ALLERGIES"], ("ALLERGIES",)),
        Heading("FINDINGS", _OBJECTIVE, ("VITALS REVIEWED", "PHYSICAL EXAMINATION", "RESULTS"), labels=NAMES),
        Heading("ASSESSMENT AND PLAN", CODES["ASSESSMENT AND PLAN"], PLANNED),
    ),
}
"""Name → headings in order. Source of the codes: LOINC 2.78."""


def find_style(name: str, own: Mapping[str, tuple[Heading, ...]] | None = None) -> tuple[Heading, ...]:
    """The headings of a style, one of ours or of the clinic; raises `BadInput`."""
    known = {**STYLES, **(own or {})}
    if name not in known:
        raise BadInput("There is no such style of note.", hint=f"One of: {', '.join(known)}.")
    return known[name]


def arrange(draft: Draft, headings: Sequence[Heading], *, keep: Collection[str] = ()) -> Draft:
    """The draft under other headings; a sentence that no heading takes is left out, and the draft says which.

    Of a heading that takes history and review of systems together, what both say stands once. `keep` names claims
    that a heading which takes their section leaves out in no case, such as those in a clinician's own words.
    """
    composition = next(r for r in draft.resources if r["resourceType"] == "Composition")
    claims = {claim.id: claim for claim in draft.claims}
    parts = list(_parts(from_sections(composition.get("section", []))))
    arranged = [_section(heading, parts, claims, frozenset(keep)) for heading in headings]
    sections = tuple(one.section for one in arranged if one.section.sentences)
    placed = [
        structs.replace(claims[s.claim], place=f"Composition.section[{place}]", text=f"{s.lead} {s.text}".strip())
        for place, section in enumerate(sections)
        for s in section.sentences
        if s.claim in claims
    ]
    there = {claim.id for claim in placed} | {s.claim for one in arranged for s in one.twice}
    left_out = Counter(part for part, s in parts if s.claim in claims and s.claim not in there)
    return structs.replace(
        draft,
        claims=tuple(placed),
        resources=tuple({**r, "section": to_sections(sections)} if r is composition else r for r in draft.resources),
        remarks=(*draft.remarks, *_left_out(left_out)),
    )


def _left_out(sections: Counter[str]) -> Iterator[str]:
    """How many sentences a style leaves out, and of which sections."""
    number = sections.total()
    if number:
        where = ", ".join(f"{NAMES[part].lower()} ({count})" for part, count in sections.items())
        what = "1 sentence of the whole note was" if number == 1 else f"{number} sentences of the whole note were"
        yield f"{what} left out in this style: {where}."


def _parts(sections: Sequence[SectionText]) -> Iterator[tuple[str, Sentence]]:
    """Each sentence with its section, the assessment and plan cut into its parts."""
    for section in sections:
        if section.title == "ASSESSMENT AND PLAN":
            yield from _assessment_and_plan(section.sentences)
        else:
            yield from ((section.title, sentence) for sentence in section.sentences)


def _assessment_and_plan(sentences: Sequence[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """Each sentence with its part: a problem's name and reasons are assessment, what follows its labels is plan."""
    part = "ASSESSMENT"
    for sentence in sentences:
        if _is_problem(sentence):
            part = "ASSESSMENT"
        elif sentence.lead:
            part = "ASSESSMENT" if sentence.lead == REASONING else "FOLLOW-UP" if sentence.lead == FOLLOW_UP else "PLAN"
        yield part, sentence


def _is_problem(sentence: Sentence) -> bool:
    return sentence.lead.rstrip(".").isdigit()


@dataclass(frozen=True, slots=True)
class _Arranged:
    """A section of the style, and the sentences it leaves out because others under it say the same."""

    section: SectionText
    twice: tuple[Sentence, ...] = ()


_MEASURED = frozenset({"VITALS REVIEWED", "PHYSICAL EXAMINATION", "RESULTS"})


def _section(
    heading: Heading, parts: Sequence[tuple[str, Sentence]], claims: Mapping[str, Claim], keep: frozenset[str]
) -> _Arranged:
    wanted = {part: place for place, part in enumerate(heading.takes)}
    first = min((wanted[part] for part in PLANNED if part in wanted), default=0)
    order = {part: first if part in PLANNED else place for part, place in wanted.items()}
    taken = sorted((one for one in _with_problems(heading, parts) if one[0] in wanted), key=lambda one: order[one[0]])
    told = [sentence for part, sentence in taken if part != REVIEW]
    open_ = [(part, s) for part, s in taken if s.claim not in keep]
    twice = [s for part, s in open_ if part == REVIEW and said_already(s, told, claims)]
    twice += measured_twice([one for one in open_ if one[0] in _MEASURED], claims)
    dropped = [*twice, *(s for _, s in open_ if not heading.denials and s.text.startswith(DENIAL))]
    kept = [s for _, s in taken if s not in dropped]
    if heading.most is not None and len(kept) > heading.most:
        kept = sorted(kept, key=lambda s: (s.claim not in keep, -_confidence(s, claims)))[: heading.most]
    sentences = tuple(_labelled(heading, list(_with_leads(taken, kept))))
    return _Arranged(SectionText(title=heading.title, code=heading.code, sentences=sentences), tuple(twice))


def _with_problems(heading: Heading, parts: Sequence[tuple[str, Sentence]]) -> Iterator[tuple[str, Sentence]]:
    """The sentences without the labels of the outpatient plan; a plan by itself names the problem it is for."""
    several = sum(_is_problem(sentence) for _, sentence in parts) > 1
    problem = ""
    for part, sentence in parts:
        lead = sentence.lead
        if part in PLANNED and _is_problem(sentence):
            problem = sentence.text.rstrip(".") if several and "ASSESSMENT" not in heading.takes else ""
        elif part == "PLAN" and problem and lead in (*LABELS.values(), ""):
            lead, problem = f"{problem}:", ""
        elif lead in LABELS.values() or (part == REVIEW and not heading.systems):
            lead = ""
        yield part, structs.replace(sentence, lead=lead)


def _with_leads(taken: Sequence[tuple[str, Sentence]], kept: Sequence[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """What is kept of the sentences; one takes over the lead of those before it that are not, such as their system."""
    section, lead = "", ""
    for part, sentence in taken:
        if part != section or sentence.lead:
            section, lead = part, sentence.lead
        if sentence in kept:
            yield part, structs.replace(sentence, lead=lead)
            lead = ""


def _labelled(heading: Heading, taken: Sequence[tuple[str, Sentence]]) -> Iterator[Sentence]:
    """Each section's first sentence behind its label; a sentence that begins with the section's name loses it."""
    labelled: set[str] = set()
    for part, sentence in taken:
        label = heading.labels.get(part, "") if part not in labelled else ""
        labelled.add(part)
        named = bool(heading.labels.get(part)) or heading.title in (part, NAMES[part].upper())
        text = without_label(part, sentence.text) if named else sentence.text
        lead = sentence.lead or (f"{label}:" if label else "")
        yield structs.replace(sentence, lead=lead, text=text)


def _confidence(sentence: Sentence, claims: Mapping[str, Claim]) -> float:
    claim = claims.get(sentence.claim or "")
    return 1.0 if claim is None or claim.confidence is None else claim.confidence
