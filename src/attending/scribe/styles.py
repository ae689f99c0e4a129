"""Styles of a note: the same sentences under other headings, each with its evidence; some left out in the brief one.

Read by `journeys`. A style is a list of headings with the sections they take in; `templates` reads a clinic's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from attending.drafts import Claim, Draft
from attending.errors import BadInput
from attending.record.narrative import SectionText, Sentence, from_sections, to_sections
from attending.scribe.lines import CODES
from attending.scribe.plan_kinds import LABELS
from attending.terms.coding import LOINC, Coding

REASONING, FOLLOW_UP = LABELS["reasoning"], LABELS["followup"]
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
    labelled: bool = False
    """Whether the first sentence of each section names it: "Allergies: …"."""
    most: int | None = None
    """How many sentences at most; the likeliest stay, in their order."""
    denials: bool = True


def _loinc(code: str, display: str) -> Coding:
    return Coding(system=LOINC, code=code, display=display)


_SUBJECTIVE = _loinc("61150-9", "Subjective Narrative")
_OBJECTIVE = _loinc("61149-1", "Objective Narrative")
_ASSESSMENT = _loinc("51848-0", "Evaluation note")
_PLAN = _loinc("18776-5", "Plan of care note")
_EXAM = CODES["PHYSICAL EXAMINATION"]
_HISTORY = ("CHIEF COMPLAINT", "HISTORY OF PRESENT ILLNESS")
_BACKGROUND = ("MEDICAL HISTORY", "MEDICATIONS", "ALLERGIES", "FAMILY HISTORY", "SOCIAL HISTORY")

STYLES: dict[str, tuple[Heading, ...]] = {
    "outpatient": tuple(Heading(title, code, (title,)) for title, code in CODES.items()),
    "soap": (
        Heading("SUBJECTIVE", _SUBJECTIVE, (*_HISTORY, *_BACKGROUND, "REVIEW OF SYSTEMS"), labelled=True),
        Heading("OBJECTIVE", _OBJECTIVE, ("VITALS REVIEWED", "PHYSICAL EXAMINATION", "RESULTS"), labelled=True),
        Heading("ASSESSMENT", _ASSESSMENT, ("ASSESSMENT",)),
        Heading("PLAN", _PLAN, ("PLAN", "FOLLOW-UP")),
    ),
    "h-and-p": (
        *(Heading(title, CODES[title], (title,)) for title in _HISTORY),
        Heading("PAST MEDICAL HISTORY", CODES["MEDICAL HISTORY"], ("MEDICAL HISTORY",)),
        *(Heading(title, CODES[title], (title,)) for title in _BACKGROUND[1:]),
        Heading("REVIEW OF SYSTEMS", CODES["REVIEW OF SYSTEMS"], ("REVIEW OF SYSTEMS",)),
        Heading("PHYSICAL EXAMINATION", _EXAM, ("VITALS REVIEWED", "PHYSICAL EXAMINATION"), labelled=True),
        Heading("DATA", CODES["RESULTS"], ("RESULTS",)),
        Heading("ASSESSMENT", _ASSESSMENT, ("ASSESSMENT",)),
        Heading("PLAN", _PLAN, ("PLAN", "FOLLOW-UP")),
    ),
    "uk-gp": (
        Heading("HISTORY", CODES["HISTORY OF PRESENT ILLNESS"], (*_HISTORY, "REVIEW OF SYSTEMS")),
        Heading("BACKGROUND", CODES["MEDICAL HISTORY"], _BACKGROUND, labelled=True),
        Heading("EXAMINATION", CODES["PHYSICAL EXAMINATION"], ("VITALS REVIEWED", "PHYSICAL EXAMINATION")),
        Heading("INVESTIGATIONS", CODES["RESULTS"], ("RESULTS",)),
        Heading("IMPRESSION", _ASSESSMENT, ("ASSESSMENT",)),
        Heading("PLAN", _PLAN, ("PLAN",)),
        Heading("FOLLOW-UP", _PLAN, ("FOLLOW-UP",)),
    ),
    "brief": (
        Heading("PROBLEM", CODES["CHIEF COMPLAINT"], ("CHIEF COMPLAINT",)),
        Heading("HISTORY", CODES["HISTORY OF PRESENT ILLNESS"], ("HISTORY OF PRESENT ILLNESS",), most=BRIEF_HISTORY),
        Heading("ALLERGIES", CODES["ALLERGIES"], ("ALLERGIES",)),
        Heading("FINDINGS", _OBJECTIVE, ("VITALS REVIEWED", "RESULTS", "PHYSICAL EXAMINATION"), labelled=True),
        Heading("ASSESSMENT AND PLAN", CODES["ASSESSMENT AND PLAN"], ("ASSESSMENT", "PLAN", "FOLLOW-UP")),
    ),
}  # fmt: skip
"""Name → headings in order. Source of the codes: LOINC 2.78."""


def find_style(name: str, own: Mapping[str, tuple[Heading, ...]] | None = None) -> tuple[Heading, ...]:
    """The headings of a style, one of ours or of the clinic; raises `BadInput`."""
    known = {**STYLES, **(own or {})}
    if name not in known:
        raise BadInput("There is no such style of note.", hint=f"One of: {', '.join(known)}.")
    return known[name]


def arrange(draft: Draft, headings: Sequence[Heading]) -> Draft:
    """The draft under other headings; a sentence that no heading takes is left out, and the draft says how many."""
    composition = next(r for r in draft.resources if r["resourceType"] == "Composition")
    claims = {claim.id: claim for claim in draft.claims}
    parts = _parts(from_sections(composition.get("section", [])))
    sections = tuple(s for s in (_section(heading, parts, claims) for heading in headings) if s.sentences)
    placed = [
        structs.replace(claims[s.claim], place=f"Composition.section[{place}]", text=f"{s.lead} {s.text}".strip())
        for place, section in enumerate(sections)
        for s in section.sentences
        if s.claim in claims
    ]
    left_out = len(draft.claims) - len(placed)
    said = (f"{left_out} sentences of the whole note were left out in this style.",) if left_out else ()
    return structs.replace(
        draft,
        claims=tuple(placed),
        resources=tuple({**r, "section": to_sections(sections)} if r is composition else r for r in draft.resources),
        not_assessed=(*draft.not_assessed, *said),
    )


def _parts(sections: Sequence[SectionText]) -> dict[str, list[Sentence]]:
    """The sentences by section, the assessment and plan cut into its parts."""
    parts: dict[str, list[Sentence]] = {}
    for section in sections:
        if section.title == "ASSESSMENT AND PLAN":
            for part, sentence in _assessment_and_plan(section.sentences):
                parts.setdefault(part, []).append(sentence)
        else:
            parts.setdefault(section.title, []).extend(section.sentences)
    return parts


def _assessment_and_plan(sentences: Sequence[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """Each sentence with its part: a problem's name and reasons are assessment, what follows its labels is plan."""
    part, problem, named = "ASSESSMENT", "", ""
    for sentence in sentences:
        lead = sentence.lead
        if lead.rstrip(".").isdigit():
            part, problem, named = "ASSESSMENT", sentence.text.rstrip("."), ""
        elif lead:
            part = "ASSESSMENT" if lead == REASONING else "FOLLOW-UP" if lead == FOLLOW_UP else "PLAN"
        if part == "PLAN" and problem and named != problem and lead in LABELS.values():
            named = problem
            yield part, structs.replace(sentence, lead=f"{problem}:")
        elif lead in LABELS.values():
            yield part, structs.replace(sentence, lead="")
        else:
            yield part, sentence


def _section(heading: Heading, parts: Mapping[str, Sequence[Sentence]], claims: Mapping[str, Claim]) -> SectionText:
    sentences: list[Sentence] = []
    for name in heading.takes:
        found = [s for s in parts.get(name, ()) if heading.denials or not s.text.startswith(DENIAL)]
        named = bool(found) and found[0].text.lower().startswith(name.lower())
        if heading.labelled and found and not found[0].lead and not named and len(heading.takes) > 1:
            found[0] = structs.replace(found[0], lead=f"{name.capitalize()}:")
        sentences += found
    if heading.most is not None and len(sentences) > heading.most:
        kept = sorted(sentences, key=lambda s: -_confidence(s, claims))[: heading.most]
        sentences = [s for s in sentences if s in kept]
    return SectionText(title=heading.title, code=heading.code, sentences=tuple(sentences))


def _confidence(sentence: Sentence, claims: Mapping[str, Claim]) -> float:
    claim = claims.get(sentence.claim or "")
    return 1.0 if claim is None or claim.confidence is None else claim.confidence
