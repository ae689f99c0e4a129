"""Which bedside scores an order asks for, and whether they speak against haste: read at the order hooks.

An order is looked at by the classes of `terms.drugs` and, for an operation, by its category. Nothing is judged about
the dose: that is the work of `treatment` and `checks`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from attending.record import Chart, Resource
from attending.record.words import concept_text, objects
from attending.risk.bedside import Assessment, assess
from attending.terms.drugs import classes, find_drugs

SURGERY = "387713003"
"""SNOMED CT: surgical procedure, the category of a ServiceRequest for one."""


NONE: frozenset[str] = frozenset()
INJURY = frozenset({"stage 1", "stage 2", "stage 3"})


@dataclass(frozen=True)
class Rule:
    """Orders of some classes, and the scores that matter to them in order, each with the bands that ask for care."""

    words: str
    classes: frozenset[str]
    scores: Mapping[str, frozenset[str]]
    source: str


RULES: tuple[Rule, ...] = (
    Rule(
        "an anticoagulant",
        frozenset({"anticoagulants", "heparins"}),
        {
            "has-bled": frozenset({"high"}),
            "cha2ds2-va": NONE,
            "creatinine-clearance": NONE,
            "egfr": frozenset({"G4", "G5"}),
        },
        "ESC 2024, atrial fibrillation: risk factors of bleeding and kidney function before anticoagulation",
    ),
    Rule(
        "a non-steroidal anti-inflammatory medicine",
        frozenset({"NSAIDs"}),
        {"egfr": frozenset({"G4", "G5"}), "kdigo-aki": INJURY, "has-bled": frozenset({"high"})},
        "KDIGO 2012, chronic kidney disease: to be avoided below 30 mL/min/1.73 m²",
    ),
    Rule(
        "metformin",
        frozenset({"biguanides"}),
        {"egfr": frozenset({"G3b", "G4", "G5"}), "kdigo-aki": INJURY},
        "FDA 2016, metformin: not begun between 30 and 45 mL/min/1.73 m², contraindicated below 30",
    ),
    Rule(
        "a medicine that the kidneys clear or that harms them",
        frozenset({"aminoglycosides", "gabapentinoids", "iodinated contrast", "gadolinium contrast"}),
        {"egfr": frozenset({"G4", "G5"}), "creatinine-clearance": NONE, "kdigo-aki": INJURY},
        "KDIGO 2012, chronic kidney disease: medicines and contrast media",
    ),
)
OPERATION = Rule(
    "an operation",
    NONE,
    {"rcri": frozenset({"class III", "class IV"})},
    "Lee 1999, revised cardiac risk index",
)


@dataclass(frozen=True)
class OrderRisk:
    """What the scores say about one order."""

    order: str
    """The order in its own words."""
    rule: Rule
    assessments: tuple[Assessment, ...]
    """Those that apply to this patient, computed or with what is missing."""

    @property
    def concerns(self) -> tuple[Assessment, ...]:
        """Those whose band deserves a second look."""
        return tuple(a for a in self.assessments if a.score is not None and a.score.band in self.rule.scores[a.name])


def risks_of_orders(chart: Chart, orders: Sequence[Resource]) -> Iterator[OrderRisk]:
    """What the scores say about each order that a rule knows; a rule speaks once, about its first order."""
    told: set[str] = set()
    for order in orders:
        words = concept_text(order.get("medicationCodeableConcept") or order.get("code"))
        rule = _rule_of(order, words)
        if rule is not None and rule.words not in told:
            told.add(rule.words)
            assessments = assess(chart, only=frozenset(rule.scores))
            by_name = {assessment.name: assessment for assessment in assessments}
            yield OrderRisk(words, rule, tuple(by_name[name] for name in rule.scores if name in by_name))


def _rule_of(order: Resource, words: str) -> Rule | None:
    if order.get("resourceType") == "ServiceRequest":
        codes = {str(coding.get("code")) for coding in objects(order, "category", "coding")}
        return OPERATION if SURGERY in codes else None
    if order.get("resourceType") != "MedicationRequest":
        return None
    groups = {group for drug in find_drugs(words) for one in drug.ingredients for group in classes(one)}
    return next((rule for rule in RULES if rule.classes & groups), None)
