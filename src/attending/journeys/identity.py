"""Which records are one person: candidates with reasons, and a link or its undoing put up for review."""

from collections.abc import Sequence

from attending.errors import BadInput
from attending.journeys.clinic import Clinic
from attending.record import Resource, Store
from attending.record.links import replacing_ids
from attending.record.matching import REVIEW, Pair, Person, link, person_of_patient
from attending.review import Review
from attending.review.linking import Examination, draft_link, draft_separation, examine_link
from attending.security import Grant


def find_duplicates(record: Store, *, grant: Grant, least: float = REVIEW[0]) -> list[Pair]:
    """Pairs of patients that may be one person, likeliest first; those already replaced are left out."""
    return link(_persons(record.patients(grant=grant)), least)


def propose_link(survivor: str, duplicate: str, *, to: str, clinic: Clinic, grant: Grant) -> Review:
    """Put up for review that one record replaces another, with what speaks for and against it."""
    pair = next((found for found in _all_pairs(clinic, grant) if _is(found, survivor, duplicate)), None)
    if pair is None:
        raise BadInput(
            "These two records have nothing in common that speaks for one person.",
            hint="`attending patients match` lists the pairs that do.",
        )
    draft = draft_link(
        clinic.record.read("Patient", survivor, grant=grant),
        clinic.record.read("Patient", duplicate, grant=grant),
        pair,
        now=clinic.now(),
    )
    return clinic.reviews.submit(draft, examine_link(pair), to=to, grant=grant)


def propose_separation(survivor: str, duplicate: str, *, to: str, clinic: Clinic, grant: Grant) -> Review:
    """Put up for review that a link is undone."""
    draft = draft_separation(
        clinic.record.read("Patient", survivor, grant=grant),
        clinic.record.read("Patient", duplicate, grant=grant),
        now=clinic.now(),
    )
    return clinic.reviews.submit(draft, Examination(), to=to, grant=grant)


def _all_pairs(clinic: Clinic, grant: Grant) -> list[Pair]:
    return link(_persons(clinic.record.patients(grant=grant)), 0.0)


def _persons(patients: Sequence[Resource]) -> list[Person]:
    return [person_of_patient(patient) for patient in patients if not replacing_ids(patient)]


def _is(pair: Pair, one: str, other: str) -> bool:
    return {pair.left.id, pair.right.id} == {one, other}
