"""Drafts that say: these two records are one person, or no longer are. Nothing is moved, so every link can be undone.

A link is `Patient.link` both ways (`replaces` and `replaced-by`) and `active` of the record that is replaced; the chart
of the one that replaces shows the facts of both. Signing it is a review like any other.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from attending.drafts import Author, Claim, Draft, Element, Finding, Severity
from attending.errors import Conflict
from attending.record import Resource
from attending.record.links import replaced_ids, replacing_ids
from attending.record.matching import Pair
from attending.record.narrative import SectionText, Sentence, to_sections
from attending.terms.coding import LOINC, Coding

AUTHOR = Author(name="patient-matching", version="1.0")
_PATHS = {
    "given name": "Patient.name.given",
    "family name": "Patient.name.family",
    "birth date": "Patient.birthDate",
    "identifier": "Patient.identifier",
    "phone": "Patient.telecom",
    "email": "Patient.telecom",
    "sex": "Patient.gender",
}
_SURE = 0.999


@dataclass(frozen=True)
class Examination:
    """What was found about a link: the shape that `Reviews.submit` expects."""

    findings: tuple[Finding, ...] = ()


def draft_link(survivor: Resource, duplicate: Resource, pair: Pair, *, now: datetime) -> Draft:
    """Propose that `survivor` replaces `duplicate`.

    Raises:
        Conflict: they are linked already, or one of them was replaced by a third.
    """
    _require_free(survivor, duplicate)
    kept = _linked(survivor, duplicate, "replaces")
    gone = {**_linked(duplicate, survivor, "replaced-by"), "active": False}
    names = f"Record {duplicate['id']} is replaced by record {survivor['id']}"
    lead = f"{names}: they are one person with a probability of {pair.probability:.4f}."
    told = [lead, *(f"{reason.name.capitalize()}: {reason.level}." for reason in pair.reasons)]
    places = ["Patient", *(_PATHS.get(reason.name, "Patient.address") for reason in pair.reasons)]
    return _draft("Link two patient records", told, places, (kept, gone), (survivor, duplicate), now)


def draft_separation(survivor: Resource, duplicate: Resource, *, now: datetime) -> Draft:
    """Propose to undo a link: both records stand for themselves again.

    Raises:
        Conflict: they are not linked.
    """
    if not _is_linked(survivor, duplicate):
        raise Conflict("These two records are not linked.")
    kept = _unlinked(survivor, duplicate)
    back = {name: value for name, value in _unlinked(duplicate, survivor).items() if name != "active"}
    names = f"Records {survivor['id']} and {duplicate['id']}"
    told = [f"{names} are not one person; the link between them is undone."]
    return _draft("Separate two patient records", told, ["Patient.link"], (kept, back), (survivor, duplicate), now)


def examine_link(pair: Pair) -> Examination:
    """What a clerk must look at before signing: unsure pairs, and what disagrees."""
    findings = []
    if pair.probability < _SURE:
        text = "The two records agree in too little to be surely one person."
        findings.append(Finding(id="link-unsure", severity=Severity.BLOCKER, code="identity", message=text, claim="c1"))
    for number, reason in enumerate(pair.reasons, start=2):
        if reason.level == "different" and reason.name in {"birth date", "sex", "identifier", "family name"}:
            text = f"The {reason.name} is different."
            severity = Severity.WARNING
            findings.append(
                Finding(id=f"link-{number}", severity=severity, code="identity", message=text, claim=f"c{number}")
            )
    return Examination(tuple(findings))


def _draft(
    title: str,
    told: Sequence[str],
    places: Sequence[str],
    patients: tuple[dict[str, Any], dict[str, Any]],
    seen: tuple[Resource, Resource],
    now: datetime,
) -> Draft:
    claims = tuple(
        Claim(id=f"c{number}", text=text, place="Composition.section[0]", evidence=_evidence(seen, path))
        for number, (text, path) in enumerate(zip(told, places, strict=True), start=1)
    )
    sentences = tuple(Sentence(text=claim.text, claim=claim.id, bullet=claim.id != "c1") for claim in claims)
    code = Coding(system=LOINC, code="48767-8", display="Annotation comment")
    survivor = str(patients[0]["id"])
    versions = [f"{patient['id']}/{patient['meta']['versionId']}" for patient in seen]
    composition = {
        "resourceType": "Composition",
        "status": "preliminary",
        "type": {"coding": [{"system": LOINC, "code": "51851-4", "display": "Administrative note"}], "text": title},
        "subject": {"reference": f"Patient/{survivor}"},
        "date": now.isoformat(),
        "author": [{"display": f"{AUTHOR.name} {AUTHOR.version}"}],
        "title": title,
        "section": to_sections([SectionText(title="IDENTITY", code=code, sentences=sentences)]),
    }
    return Draft(
        id=hashlib.sha256("|".join([title, *versions]).encode()).hexdigest()[:32],
        kind="patient-link",
        patient=survivor,
        author=AUTHOR,
        created=now,
        resources=(composition, *patients),
        claims=claims,
    )


def _evidence(seen: tuple[Resource, Resource], path: str) -> tuple[Element, ...]:
    field = path.rpartition(".")[2]
    return tuple(
        Element(
            reference=f"Patient/{patient['id']}",
            version=int(patient["meta"]["versionId"]),
            path=path,
            text=_words(patient, field),
        )
        for patient in seen
    )


def _words(patient: Resource, field: str) -> str:
    value = patient.get(field)
    if field in {"given", "family"}:
        names = [name.get(field, "") for name in patient.get("name", ())]
        value = [" ".join(name) if isinstance(name, list) else name for name in names]
    if isinstance(value, list):
        parts = [each if isinstance(each, str) else str(each.get("value") or each.get("text") or "") for each in value]
        return ", ".join(filter(None, parts)) or "not given"
    return str(value or "not given") if field != "Patient" else f"Patient/{patient['id']}"


def _require_free(survivor: Resource, duplicate: Resource) -> None:
    if survivor["id"] == duplicate["id"] or _is_linked(survivor, duplicate):
        raise Conflict("These two records are linked already.")
    if replacing_ids(survivor) or replacing_ids(duplicate):
        raise Conflict("One of these records was replaced by another.", hint="Link the record that replaces it.")


def _is_linked(survivor: Resource, duplicate: Resource) -> bool:
    return duplicate["id"] in replaced_ids(survivor) or survivor["id"] in replacing_ids(duplicate)


def _linked(patient: Resource, other: Resource, kind: str) -> dict[str, Any]:
    link = {"other": {"reference": f"Patient/{other['id']}"}, "type": kind}
    return {**patient, "link": [*patient.get("link", ()), link]}


def _unlinked(patient: Resource, other: Resource) -> dict[str, Any]:
    rest = [
        link
        for link in patient.get("link", ())
        if link.get("other", {}).get("reference") != f"Patient/{other['id']}"
        or link.get("type") not in {"replaces", "replaced-by"}
    ]
    without = {name: value for name, value in patient.items() if name != "link"}
    return {**without, "link": rest} if rest else without
