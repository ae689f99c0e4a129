"""Medicines that a draft wants to start: against allergies, beside what the patient takes, and with what dose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from attending.checks.dose import dose_stands_after
from attending.checks.problem import Problem, quoted
from attending.checks.source import Source
from attending.drafts import Claim, Draft
from attending.record.chart import Chart
from attending.record.summary import allergies, medicines, reference_of
from attending.record.words import concept_text, text_at
from attending.terms.allergy import cross_reacts, order_behind, order_behind_allergy
from attending.terms.answers import Said
from attending.terms.drugs import DrugMention, classes, find_drugs

_PLAN_SECTION = re.compile(r"plan|treatment|prescri|instruction|order|recommend|management", re.IGNORECASE)
_STARTING = re.compile(
    r"\b(?:start(?:ing)?|initiat(?:e|ing)|begin|prescribe|give|order(?:ing)?|add(?:ing)?|try|trial\s+of|switch\s+to|recommend|"
    r"(?:put|place)\s+(?:you|her|him|the\s+patient)\s+on|prescription\s+for|will\s+take)\b(?=[^.;]{0,40}$)",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"\b(?:started|prescribed|initiated|ordered|switched\s+to|given)\b(?=[^.;]{0,40}$)", re.IGNORECASE
)
_NOT_GIVEN = re.compile(
    r"\b(?:stop(?:ped|ping)?|discontinu\w+|avoid\w*|hold|held|allerg\w+|do\s+not|don't|never|instead\s+of|intoleran\w+|"
    r"reaction\s+to|hives|cannot|can't|can\s+not|no|not|without|rather\s+than|off|from|refus\w+|declin\w+|worsen\w*|because\s+of)\b",
    re.IGNORECASE,
)
_RULED_OUT = re.compile(
    r"\s+(?:(?:is|are|was|were)\s+(?:out\b|not\b|contraindicated|off\b|ruled)|(?:does|do|did|can|could|will)\s*(?:not|n't)\b|"
    r"(?:gave|caused|causes|made)\b|allergy\b)",
    re.IGNORECASE,
)
_ONGOING = re.compile(
    r"\b(?:continu\w+|refill\w*|keep|remain|already|currently|still|maintain|ago|previously|last\s+(?:year|month|visit)|increas\w+|decreas\w+)\b",
    re.IGNORECASE,
)
_SPOKEN_ALLERGY = re.compile(
    r"\b(?:i'm|i\s+am|you're|you\s+are|she's|he's|is|patient\s+is)\s+(?:\w+\s+)?allergic\s+to\s+(?P<what>[^.?!]{3,60})|"
    r"\ballerg(?:y|ies)\s+to\s+(?P<to>[^.?!]{3,60})",
    re.IGNORECASE,
)
_DOUBLES = (
    *("NSAIDs", "statins", "ACE inhibitors", "angiotensin receptor blockers", "SSRIs", "SNRIs", "benzodiazepines"),
    *("opioids", "proton pump inhibitors", "anticoagulants", "beta blockers", "sulfonylureas", "triptans"),
)
"""Classes of which a patient rarely needs two at once."""


_UNDOSED = frozenset(
    {"vaccines", "vitamins", "herbal and supplements", "antiseptics", "ophthalmics", "dermatologicals"}
)
"""Classes that are rarely prescribed by weight."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A medicine that the draft gives, and the claim that does; `new` when it is not merely continued."""

    drug: DrugMention
    claim: Claim | None
    new: bool
    dose_known: bool


def planned_medicines(draft: Draft) -> list[Planned]:
    """Medicines of the plan's sentences and of proposed MedicationRequests, those to stop or avoid left out."""
    found = [planned for claim in draft.claims for planned in _in_claim(claim, section_of(draft, claim))]
    for resource in draft.resources:
        if resource.get("resourceType") == "MedicationRequest":
            text = concept_text(resource.get("medicationCodeableConcept"))
            dosed = bool(resource.get("dosageInstruction"))
            found += [Planned(drug, None, True, dosed) for drug in find_drugs(text)]
    return found


def section_of(draft: Draft, claim: Claim) -> str:
    """The title of the section in which a claim stands, or its place."""
    match = re.fullmatch(r"Composition\.section\[(\d+)\].*", claim.place)
    for resource in draft.resources if match else ():
        sections = resource.get("section") or ()
        if match and resource.get("resourceType") == "Composition" and int(match[1]) < len(sections):
            return str(sections[int(match[1])].get("title") or claim.place)
    return claim.place


@dataclass(frozen=True, slots=True)
class Allergen:
    """What the patient does not tolerate, the finding it leads to, and where it stands: the chart or the visit."""

    text: str
    code: str
    where: str


def known_allergens(chart: Chart, said: tuple[Said, ...]) -> tuple[Allergen, ...]:
    """Allergies of the chart, and those told in the visit."""
    return (*_charted(chart), *_spoken(said))


def check_allergies(planned: Planned, allergens: tuple[Allergen, ...]) -> list[Problem]:
    """One planned medicine against every known allergy."""
    problems: dict[str, Problem] = {}
    for allergen in allergens:
        for ingredient in planned.drug.ingredients:
            reason = cross_reacts(allergen.text, ingredient)
            if reason:
                against = f"{allergen.where} says {quoted(allergen.text)}"
                message = f"{quoted(planned.drug.name)} is planned, but {against}: {reason}."
                problems.setdefault(
                    ingredient, Problem(allergen.code, f"{ingredient}|{allergen.text.lower()}", message)
                )
    return list(problems.values())


def check_dose_said(planned: Planned, source: Source) -> list[Problem]:
    """A new medicine needs a dose somewhere: in the sentence, in its words, or in the order."""
    single = len(planned.drug.ingredients) == 1
    undosed = _UNDOSED & set(classes(planned.drug.ingredients[0]))
    if not planned.new or planned.dose_known or undosed or not single or planned.drug.ingredients[0] in source.doses:
        return []
    message = f"{quoted(planned.drug.name)} is to be started; no dose was said."
    return [Problem("dose-not-said", planned.drug.name.lower(), message)]


def check_duplicates(planned: Planned, chart: Chart) -> list[Problem]:
    """A new medicine beside another of its class that the patient already takes."""
    if not planned.new:
        return []
    problems = []
    for other in current_medicines(chart):
        if set(other.ingredients) & set(planned.drug.ingredients):
            continue
        shared = _shared_class(planned.drug, other)
        if shared:
            message = f"{quoted(planned.drug.name)} is planned beside {quoted(other.name)}: both are {shared}."
            problems.append(Problem("duplicate-therapy", f"{planned.drug.name}|{other.name}".lower(), message))
    return problems


def current_medicines(chart: Chart) -> list[DrugMention]:
    """Medicines that the chart holds as active."""
    return [drug for medicine in medicines(chart) if medicine.active for drug in find_drugs(medicine.text)]


def _in_claim(claim: Claim, section: str) -> Iterator[Planned]:
    in_plan = bool(_PLAN_SECTION.search(section))
    ordered_from = order_behind_allergy(claim.text)  # "since she is allergic to sulfa, we will start …"
    for drug in find_drugs(claim.text):
        first = ordered_from if ordered_from <= drug.start else 0
        before = _clause_before(claim.text[first:], drug.start - first)
        starting = bool(_STARTING.search(before))
        if _NOT_GIVEN.search(before) or _RULED_OUT.match(claim.text, drug.end) or not (in_plan or starting):
            continue
        new = (starting or (in_plan and bool(_STARTED.search(before)))) and not _ONGOING.search(claim.text)
        yield Planned(drug, claim, new, dose_stands_after(claim.text, drug.end))


def _clause_before(text: str, start: int) -> str:
    return re.split(r"[.;!?\n]|\b(?:but|then)\b", text[:start])[-1]


def _charted(chart: Chart) -> Iterator[Allergen]:
    resources = {reference_of(resource): resource for resource in chart.all("AllergyIntolerance")}
    for allergy in allergies(chart):
        resource = resources.get(allergy.reference, {})
        if allergy.active and text_at(resource, "verificationStatus", "coding", "code") != "refuted":
            code = "intolerance" if text_at(resource, "type") == "intolerance" else "allergy"
            yield Allergen(allergy.text, code, "the chart")


def _spoken(said: tuple[Said, ...]) -> Iterator[Allergen]:
    for one in said:
        for match in _SPOKEN_ALLERGY.finditer(one.text):
            if re.search(r"\bnot\b|n't\b|\bno\b", match.group(), re.IGNORECASE) or re.search(
                r"\bno(?:t|\s+known)?\s+$", one.text[: match.start()]
            ):
                continue
            named = match.lastgroup or "what"
            allergens = one.text[
                match.start(named) : min(match.end(), order_behind(one.text, match.start(named)) or match.end())
            ]
            yield Allergen(
                re.split(r"\b(?:and\s+i|but|so|or\s+anything)\b", allergens)[0].strip(" ,"), "allergy", "the visit"
            )


def _shared_class(one: DrugMention, other: DrugMention) -> str | None:
    theirs = {group for ingredient in other.ingredients for group in classes(ingredient)}
    ours = {group for ingredient in one.ingredients for group in classes(ingredient)}
    return next((group for group in _DOUBLES if group in theirs & ours), None)
