"""Problems of a visit as Condition: what the clinician assesses, what the patient has, what is over.

Read by `propose`. Relatives', feared, imagined and denied illnesses become nothing; suspected ones are provisional.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from attending.record.chart import Chart
from attending.record.summary import Problem, problems
from attending.scribe.proposals.fhir import Fact, Visitor, capitalised, concept, status
from attending.scribe.proposals.named_problems import SpokenProblem, Voice, is_acute, spoken_problems
from attending.scribe.proposals.passages import Passage
from attending.terms.icd10cm import Suggestion, has_sides, suggest_codes, suggest_past_code
from attending.terms.icd10cm_named import find_conditions

_WEIGHT: dict[Voice, int] = {"assessed": 3, "known": 2, "suspected": 1, "told": 0}
_GENERAL = {
    "diabetes mellitus": ("type 2 diabetes mellitus", "type 1 diabetes mellitus"),
    "arthritis": ("osteoarthritis", "rheumatoid arthritis", "gout"),
    "peripheral neuropathy": ("diabetic neuropathy",),
    "bronchitis": ("acute bronchitis",),
    "depression": ("major depressive disorder",),
    "anxiety": ("generalized anxiety disorder",),
    "chronic obstructive pulmonary disease": ("copd exacerbation",),
    "pharyngitis": ("strep throat", "tonsillitis"),
    "stroke": ("transient ischemic attack",),
    "lumbar strain": (),
    "hyperlipidemia": ("hypercholesterolemia",),
    "skin cancer": ("melanoma",),
    "eczema": ("atopic dermatitis",),
    "colitis": ("ulcerative colitis",),
    "tobacco use": ("nicotine dependence",),
    "kidney stone": ("ureteric stone",),
    "ovarian cyst": ("polycystic ovary syndrome",),
    "iron deficiency": ("iron deficiency anemia",),
    "anemia": ("iron deficiency anemia",),
    "lower respiratory tract infection": ("pneumonia", "acute bronchitis"),
    "wrist fracture": ("distal radius fracture", "scaphoid fracture"),
    "metatarsal fracture": ("fifth metatarsal fracture", "lisfranc fracture"),
    "arm burn": ("forearm burn", "hand burn"),
    "burn": ("arm burn", "forearm burn", "hand burn", "leg burn", "foot burn"),
}
"""A general name says nothing beside one of these."""
MOST_CITED = 3
TOLD_TO_LAST = 1.5


def propose_conditions(
    passages: Sequence[Passage], visitor: Visitor, chart: Chart | None, *, spoken_for: bool = False
) -> Iterator[Fact]:
    """Each problem once, by its most specific name; active problems of the chart are left out.

    Args:
        passages: what was said.
        visitor: the patient and the moment.
        chart: what the record holds already.
        spoken_for: whether somebody else speaks for the patient.
    """
    spoken: dict[str, list[SpokenProblem]] = {}
    for one in spoken_problems(passages, spoken_for=spoken_for):
        spoken.setdefault(one.name, []).append(one)
    held = _held(problems(chart)) if chart else frozenset()
    for name, every in spoken.items():
        if name in held or any(better in spoken or better in held for better in _GENERAL.get(name, ())):
            continue
        yield _fact(name, every, visitor)


def _held(charted: Sequence[Problem]) -> frozenset[str]:
    return frozenset(m.diagnosis.name for problem in charted if problem.active for m in find_conditions(problem.text))


def _fact(name: str, every: Sequence[SpokenProblem], visitor: Visitor) -> Fact:
    best = max(every, key=_rank)
    over = all(one.over for one in every)
    side = next((one.side for one in every if one.side), "") if has_sides(name) else ""
    suggested = suggest_past_code(name) if over else suggest_codes(name, " ".join(one.context for one in every), side)
    doubtful = best.voice == "suspected"
    first = suggested[0] if suggested else None
    confirmation = {"assessed": "confirmed", "known": "confirmed", "suspected": "provisional", "told": "unconfirmed"}[
        best.voice
    ]
    category = "encounter-diagnosis" if best.voice in ("assessed", "suspected") else "problem-list-item"
    words = f"{side} {name}".strip() if side and side != "bilateral" else f"{name}{', both sides' if side else ''}"
    if first and first.words and first.words not in words:
        words = f"{words}, {first.words}"
    resource: dict[str, Any] = {
        "resourceType": "Condition",
        "clinicalStatus": status("condition-clinical", "resolved" if over else "active"),
        "verificationStatus": status("condition-ver-status", confirmation),
        "category": [status("condition-category", category)],
        "code": concept(capitalised(words), *([first.coding] if first else [])),
        "subject": visitor.subject,
        "recordedDate": visitor.moment,
    }
    if best.voice == "told":
        resource["asserter"] = visitor.subject
    lead = "Suspected: " if doubtful else "History of " if over else ""
    ordered = sorted(every, key=lambda one: -_rank(one))[:MOST_CITED]
    sources = tuple(dict.fromkeys(source for one in ordered for source in one.sources))
    text = capitalised(f"{lead}{words}") + "."
    return Fact(text, resource, sources, _reasons(best, first), tuple(s.coding for s in suggested[1:]))


def _rank(one: SpokenProblem) -> float:
    """How much a mention says: a lasting illness that the patient tells is more than the clinician's "could be"."""
    return TOLD_TO_LAST if one.voice == "told" and not is_acute(one.name) else _WEIGHT[one.voice]


def _reasons(best: SpokenProblem, first: Suggestion | None) -> tuple[str, ...]:
    voice = {
        "assessed": "The clinician names it as the diagnosis.",
        "suspected": "The clinician suspects it.",
        "known": "The clinician speaks of it as known.",
        "told": "The patient tells it.",
    }[best.voice]
    code = f"{first.coding.code} {first.coding.display}: {first.reason}" if first else "No ICD-10-CM code is suggested."
    return voice, code
