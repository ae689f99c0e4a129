"""The signature: the final resources, and the Provenance that says which model drafted and which clinician signed.

What is signed is the canonical JSON of an array: each resource as the record holds it, in the order of
`Provenance.target`, then the Provenance itself without `id`, `meta` and `signature`. So text, versions, evidence and
agents all stand under the clinician's signature, and anyone with the public key can check it from the record alone.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from attending.drafts import Claim, Proposal
from attending.errors import NotAllowed, NotFound, Tampered
from attending.record import Resource, Transaction, Versioned
from attending.record.narrative import to_sections
from attending.record.signed import provenance_id
from attending.record.write import put
from attending.review.review import Review, Signing
from attending.security import signature
from attending.security.accounts import Account, find_account

EVIDENCE = "https://attending.invalid/fhir/StructureDefinition/claim-evidence"
"""Extension of Provenance: a JSON attachment of the claims, each with the words or elements it rests on."""

FINAL: dict[str, tuple[str, str]] = {
    "Composition": ("final", "amended"),
    "DiagnosticReport": ("final", "amended"),
    "Observation": ("final", "amended"),
    "RiskAssessment": ("final", "amended"),
    "MedicationRequest": ("active", "active"),
    "ServiceRequest": ("active", "active"),
}
"""Resource type → its status when it is signed, and when it is amended; other types keep what the draft says."""

SIGNER: dict[str, str] = {
    "MedicationRequest": "requester",
    "ServiceRequest": "requester",
    "Condition": "recorder",
    "AllergyIntolerance": "recorder",
}
"""Resource type → the element that names who signed it."""

IN_ERROR = "entered-in-error"
VERIFICATION: dict[str, str] = {
    "Condition": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
    "AllergyIntolerance": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
}
"""Resource type → the code system in which it, having no status, says that it was entered in error."""

IMPRESSION = "19005-8"
"""LOINC code of the section in which a radiologist concludes."""
_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_SIGN = ("http://terminology.hl7.org/CodeSystem/v3-DocumentCompletion", "LA", "legally authenticated")
_AMEND = ("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "UPDATE", "revise")
_ACTIVITY = {
    "sign": _SIGN,
    "amend": _AMEND,
    "retract": ("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "NULLIFY", "nullify"),
}
_AUTHORS_SIGNATURE = {
    "system": "urn:iso-astm:E1762-95:2013",
    "code": "1.2.840.10065.1.12.1.1",
    "display": "Author's Signature",
}
_UNSIGNED = frozenset({"id", "meta", "signature"})


def seal(tx: Transaction, review: Review, *, from_version: int, reason: str = "") -> Signing:
    """Write the final resources and their signed Provenance, in the caller's transaction.

    Args:
        tx: the transaction of the whole move.
        review: as it is to be signed; one that has signings already is amended.
        from_version: the version of the review that the clinician saw.
        reason: why it is amended.
    """
    account = _account(tx)
    earlier = _earlier(review)
    written = [
        put(tx, _final(resource, review, account, tx.now, before), if_match=_expected(resource, before))
        for resource, before in zip(_named(review), earlier or (None,) * len(review.draft.resources), strict=True)
    ]
    if not earlier:  # what was accepted stands for itself from now on; an amendment of the note leaves it alone
        written += [put(tx, _accepted(p, review, account, tx.now), if_match=0) for p in review.accepted()]
    return _signed(tx, review, account, written, "amend" if earlier else "sign", from_version, reason)


def retract(tx: Transaction, review: Review, *, from_version: int, reason: str) -> Signing:
    """Mark everything that a review has put into the record as entered in error, signed; no version is taken away.

    What somebody else has written over since is marked all the same: it goes on from what should never have stood.
    """
    account = _account(tx)
    there = list(dict.fromkeys(ref.split("/_history/")[0] for one in review.signings for ref in one.resources))
    known = [tx.newest(*reference.split("/")) for reference in there]
    written = [put(tx, _in_error(one.resource), if_match=one.version) for one in known if one and not one.deleted]
    return _signed(tx, review, account, written, "retract", from_version, reason)


def verify(tx: Transaction, resource_type: str, id: str, version: int | None) -> bool:  # noqa: A002 (FHIR's name)
    """Whether the signature over one version of a resource holds; without a version, over the newest.

    Raises:
        NotFound: there is no such version, or nobody signed it.
    """
    try:
        version = version or int(tx.read(resource_type, id)["meta"]["versionId"])
        target = f"{resource_type}/{id}/_history/{version}"
        provenance = tx.read("Provenance", provenance_id(target))
        targets = [entry["reference"] for entry in provenance["target"]]
        resources = [tx.version(*_parts(reference)) for reference in targets]
        given = provenance["signature"][0]
        key = signature.public_key_of(tx.connection, tx.keys, given["who"]["reference"].removeprefix("Practitioner/"))
        jws = base64.b64decode(given["data"]).decode("ascii")
    except Tampered:
        return False
    return target in targets and signature.verify_detached(key, _payload(resources, provenance), jws)


def _account(tx: Transaction) -> Account:
    account = find_account(tx.connection, tx.grant.who.removeprefix("Practitioner/"))
    if account is None:
        raise NotAllowed("Only a practitioner with an account, and so a signing key, can sign.")
    return account


def _signed(
    tx: Transaction, review: Review, account: Account, written: Sequence[Versioned], name: str, from_version: int,
    reason: str,
) -> Signing:  # fmt: skip
    """Sign what was written, and write the Provenance that holds the signature."""
    provenance = _provenance(review, account, written, tx.now, name, reason)
    key = signature.private_key_of(tx.connection, tx.keys, account.practitioner)
    payload = _payload([one.resource for one in written], provenance)
    jws = signature.sign_detached(key, payload, kid=account.practitioner, when=tx.now)
    provenance |= {"id": provenance_id(written[0].reference), "signature": [_signature(account, jws, tx.now)]}
    stored = put(tx, provenance, if_match=0)
    return Signing(
        name=name, by=tx.grant.who, when=tx.now, from_version=from_version,
        resources=tuple(one.reference for one in written), provenance=stored.reference,
    )  # fmt: skip


def _in_error(resource: Resource) -> dict[str, Any]:
    """A resource that says it should never have stood. Source: FHIR R4 con-5, ait-2: then it has no clinical status."""
    system = VERIFICATION.get(str(resource["resourceType"]))
    if system is None:
        return {**resource, "status": IN_ERROR}
    rest = {name: value for name, value in resource.items() if name != "clinicalStatus"}
    return {**rest, "verificationStatus": {"coding": [{"system": system, "code": IN_ERROR}]}}


def claims_of(provenance: Resource) -> tuple[Claim, ...]:
    """The claims under a signature, each with its evidence."""
    for extension in provenance.get("extension", []):
        if extension["url"] == EVIDENCE:
            data = base64.b64decode(extension["valueAttachment"]["data"])
            return msgspec.json.decode(data, type=tuple[Claim, ...])
    raise NotFound("This Provenance tells of no claims.")


def _named(review: Review) -> list[dict[str, Any]]:
    """The draft's resources with their ids; one without gets an id that a second try gives again."""
    return [
        {**resource, "id": resource.get("id") or provenance_id(f"{review.id}/{number}")}
        for number, resource in enumerate(review.draft.resources)
    ]


def _earlier(review: Review) -> tuple[str, ...]:
    """The document's own resources as they were last signed, without what was accepted beside it."""
    return review.signings[-1].resources[: len(review.draft.resources)] if review.signings else ()


def _accepted(proposal: Proposal, review: Review, account: Account, now: datetime) -> dict[str, Any]:
    resource = _final(proposal.resource, review, account, now, None)
    role = SIGNER.get(resource["resourceType"])
    signer = {role: _who(account)} if role else {}
    return {**resource, **signer, "id": provenance_id(f"{review.id}/{proposal.id}")}


def _final(
    resource: dict[str, Any], review: Review, account: Account, now: datetime, before: str | None
) -> dict[str, Any]:
    final = dict(resource)
    if resource["resourceType"] in FINAL:
        final["status"] = FINAL[resource["resourceType"]][before is not None]
    if resource["resourceType"] == "DiagnosticReport":
        final |= _concluded(review, account)
    if resource["resourceType"] == "Composition":
        final["date"] = now.isoformat()
        final["author"] = [_who(account)]
        final["attester"] = [{"mode": "legal", "time": now.isoformat(), "party": _who(account)}]
        final["section"] = to_sections(review.sections)
        if before is not None:
            final["relatesTo"] = [{"code": "replaces", "targetReference": {"reference": before}}]
    return final


def _concluded(review: Review, account: Account) -> dict[str, Any]:
    """A diagnostic report concludes what its signed text says under IMPRESSION, whoever wrote it there."""
    said = [
        f"{sentence.lead} {sentence.text}".strip()
        for section in review.sections
        if section.code.code == IMPRESSION
        for sentence in section.sentences
    ]
    return {"resultsInterpreter": [_who(account)], **({"conclusion": " ".join(said)} if said else {})}


def _expected(resource: Mapping[str, Any], before: str | None) -> int:
    """The version that is replaced: that of the last signature, or the one the draft was made from; 0 for a new one."""
    if before is not None:
        return _parts(before)[2]
    return int(resource.get("meta", {}).get("versionId", 0))


def _provenance(
    review: Review, account: Account, written: Sequence[Versioned], now: datetime, name: str, reason: str
) -> dict[str, Any]:
    entities = [("source", f"DocumentReference/{review.conversation}")] if review.conversation else []
    if review.signings:
        entities += [("revision", reference) for reference in _earlier(review)]
    system, code, display = _ACTIVITY[name]
    agents = [("assembler", {"reference": "#model"}), ("verifier", _who(account))]
    editors = sorted({claim.edited_by for claim in _signed_claims(review) if claim.edited_by})
    agents += [("author", {"reference": editor}) for editor in editors]
    provenance = {
        "resourceType": "Provenance",
        "contained": [_device(review)],
        "extension": [{"url": EVIDENCE, "valueAttachment": _attachment(review)}],
        "target": [{"reference": version.reference} for version in written],
        "occurredDateTime": review.draft.created.isoformat(),
        "recorded": now.isoformat(),
        "reason": [{"text": reason}] if reason else [],
        "activity": {"coding": [{"system": system, "code": code, "display": display}]},
        "agent": [{"type": {"coding": [{"system": _PARTICIPANT, "code": kind}]}, "who": who} for kind, who in agents],
        "entity": [{"role": role, "what": {"reference": reference}} for role, reference in entities],
    }
    return {name: value for name, value in provenance.items() if value}


def _device(review: Review) -> dict[str, Any]:
    author = review.draft.author
    return {
        "resourceType": "Device",
        "id": "model",
        "deviceName": [{"name": author.name, "type": "model-name"}],
        "version": [{"value": author.version}],
    }


def _signed_claims(review: Review) -> tuple[Claim, ...]:
    accepted = () if review.signings else tuple(proposal.claim for proposal in review.accepted())
    return (*review.claims, *accepted)


def _attachment(review: Review) -> dict[str, Any]:
    data = base64.b64encode(msgspec.json.encode(_signed_claims(review))).decode("ascii")
    return {"contentType": "application/json", "data": data, "title": "What each sentence rests on"}


def _payload(resources: Sequence[Resource], provenance: Resource) -> bytes:
    told = {name: value for name, value in provenance.items() if name not in _UNSIGNED}
    return signature.canonical([*resources, told])


def _signature(account: Account, jws: str, now: datetime) -> dict[str, Any]:
    return {
        "type": [_AUTHORS_SIGNATURE],
        "when": now.isoformat(),
        "who": _who(account),
        "targetFormat": "application/fhir+json",
        "sigFormat": "application/jose",
        "data": base64.b64encode(jws.encode("ascii")).decode("ascii"),
    }


def _who(account: Account) -> dict[str, str]:
    return {"reference": f"Practitioner/{account.practitioner}", "display": account.display}


def _parts(reference: str) -> tuple[str, str, int]:
    resource_type, id_, _, version = reference.split("/")
    return resource_type, id_, int(version)
