"""A line of the note and what it rests on; and the headings it can stand under.

Read by every section builder and by `draft`.
"""

import re
from dataclasses import dataclass, field

from attending.drafts import Element
from attending.scribe.dialogue.statements import Source
from attending.terms.coding import LOINC, Coding


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the note, its sources, and how it is set."""

    text: str
    sources: tuple[Source, ...]
    lead: str = ""
    bullet: bool = False
    confidence: float | None = None
    chart: tuple[Element, ...] = ()

    @property
    def names_problem(self) -> bool:
        """Whether it is the numbered name of a problem of the plan, which is no sentence."""
        return bool(_NUMBERED.match(self.lead))


_NUMBERED = re.compile(r"\d+\.$")


Sections = dict[str, list[Line]]
"""The lines of a note under their headings, while it is made."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: list[Line] = field(default_factory=list)


CODES: dict[str, Coding] = {
    "CHIEF COMPLAINT": Coding(system=LOINC, code="10154-3", display="Chief complaint Narrative - Reported"),
    "HISTORY OF PRESENT ILLNESS": Coding(system=LOINC, code="10164-2", display="History of Present illness Narrative"),
    "MEDICAL HISTORY": Coding(system=LOINC, code="11348-0", display="History of Past illness Narrative"),
    "SOCIAL HISTORY": Coding(system=LOINC, code="29762-2", display="Social history Narrative"),
    "FAMILY HISTORY": Coding(system=LOINC, code="10157-6", display="History of family member diseases Narrative"),
    "MEDICATIONS": Coding(system=LOINC, code="10160-0", display="History of Medication use Narrative"),
    "ALLERGIES": Coding(system=LOINC, code="48765-2", display="Allergies and adverse reactions Document"),
    "REVIEW OF SYSTEMS": Coding(system=LOINC, code="10187-3", display="Review of systems Narrative - Reported"),
    "PHYSICAL EXAMINATION": Coding(system=LOINC, code="29545-1", display="Physical findings Narrative"),
    "VITALS REVIEWED": Coding(system=LOINC, code="8716-3", display="Vital signs note"),
    "RESULTS": Coding(system=LOINC, code="30954-2", display="Relevant diagnostic tests/laboratory data note"),
    "ASSESSMENT AND PLAN": Coding(system=LOINC, code="51847-2", display="Evaluation + Plan note"),
}
"""Section headings in their order, with their LOINC codes.

Source: LOINC 2.78 codes used by the C-CDA 2.1 section templates; the headings are those the published ACI-BENCH section
tagger knows (`divisions`).
"""
