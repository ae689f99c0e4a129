"""The 31 source attributes that a predictive model must show its users, and where a card holds them.

Source: ONC HTI-1, 45 CFR 170.315(b)(11)(iv)(B)(1)-(9).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from attending.models.card import Card


@dataclass(frozen=True)
class Attribute:
    """A source attribute of HTI-1: its number, its words, and where the card holds it."""

    number: int
    text: str
    paths: tuple[str, ...]


ATTRIBUTES: tuple[Attribute, ...] = tuple(
    Attribute(number, text, tuple(paths.split()))
    for number, (text, paths) in enumerate(
        (
            ("Name and contact of the developer", "developer.name developer.contact"),
            ("Funding source of the technical implementation", "developer.funding"),
            ("Value produced as output", "output"),
            ("Prediction, classification, recommendation, evaluation, analysis or other", "kind"),
            ("Intended use", "use.intended_use"),
            ("Intended patient population", "use.population"),
            ("Intended users", "use.users"),
            ("Intended decision-making role", "use.role"),
            ("Tasks, situations or populations where caution is advised", "cautions.out_of_scope"),
            ("Known risks, inappropriate settings or uses, limitations", "cautions.risks"),
            ("Exclusion and inclusion criteria of the training data", "development.inclusion"),
            ("Use of demographic and social variables as input", "development.sensitive_inputs"),
            ("Demographic representativeness of the training data", "development.representativeness"),
            ("Relevance of the training data to the deployed setting", "development.relevance"),
            ("Approach to a fair output", "fairness.approach"),
            ("Approaches to manage, reduce or eliminate bias", "fairness.bias_reduction"),
            ("External validation: data source, setting or environment", "external_validation.source"),
            ("External validation: party that conducted it", "external_validation.party"),
            ("External validation: representativeness of the data", "external_validation.representativeness"),
            ("External validation: process", "external_validation.process"),
            ("Validity in test data from the same source", "validity.internal"),
            ("Fairness in test data from the same source", "validity.internal_fairness"),
            ("Validity in external data", "validity.external"),
            ("Fairness in external data", "validity.external_fairness"),
            ("References to evaluation of use on outcomes", "validity.outcomes"),
            ("Monitoring of validity: process and frequency", "maintenance.validity_monitoring"),
            ("Validity in local data", "maintenance.local_validity"),
            ("Monitoring of fairness: process and frequency", "maintenance.fairness_monitoring"),
            ("Fairness in local data", "maintenance.local_fairness"),
            ("Updates: process and frequency", "maintenance.updates"),
            ("Frequency of correction when risks are identified", "maintenance.correction"),
        ),
        start=1,
    )
)
"""In the order of the rule."""


def source_attributes(card: Card) -> Iterator[tuple[Attribute, str]]:
    """Each attribute with what the card says to it."""
    for attribute in ATTRIBUTES:
        yield attribute, "; ".join(_at(card, path) for path in attribute.paths)


def _at(card: Card, path: str) -> str:
    value: object = card
    for name in path.split("."):
        value = getattr(value, name)
    return str(value)
