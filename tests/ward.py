"""A small hospital for tests of reviews: two physicians, a nurse, one patient and a drafted note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from attending.drafts import Author, Claim, Draft, Finding, Severity, Words
from attending.record import Store
from attending.record.body import bound, integrity
from attending.record.ciphers import Ciphers, key_holder
from attending.record.compressed import compressed, expanded
from attending.record.narrative import SectionText, Sentence, to_sections
from attending.record.write import put
from attending.review import Reviews
from attending.security import Grant, Keys, PractitionerRole
from attending.security.accounts import create_account, find_account
from attending.security.roles import grant_for
from attending.terms.coding import LOINC, Coding

STAFF = (
    ("adams", PractitionerRole.PHYSICIAN),
    ("brown", PractitionerRole.PHYSICIAN),
    ("clark", PractitionerRole.NURSE),
)
PASSWORD = "long enough for a test"
PATIENT = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Müller", "given": ["Eva"]}]}
TEXTS = {"c1": "Cough for three days.", "c2": "No fever.", "c3": "Amoxicillin 500 mg three times a day."}
BLOCKER = Finding(id="f1", severity=Severity.BLOCKER, code="dose", message="500 mg was not said.", claim="c3")
WARNING = Finding(id="f2", severity=Severity.WARNING, code="negation", message="Was fever denied?", claim="c2")


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Ward:
    store: Store
    reviews: Reviews

    def grant(self, name: str = "adams") -> Grant:
        account = find_account(self.store.connection(), name)
        assert account is not None
        return grant_for(account)

    def submit(self, name="n1", findings: Sequence[Finding] = (), *, to="adams", conversation=None):
        draft = note(name)
        return self.reviews.submit(
            draft, Report(tuple(findings)), to=to, conversation=conversation, grant=self.grant(to)
        )


def rewrite(store: Store, keys: Keys, resource_type: str, old: bytes, new: bytes) -> None:
    """Change stored bodies as only somebody with the master key could: sealed and bound anew."""
    connection = store.connection()
    ciphers = Ciphers(connection, keys)
    columns = "row, type, id, version, patient, deleted, updated, body"
    query = f"SELECT {columns} FROM version WHERE type = ?"
    for row, type_, id_, version, patient, deleted, updated, body in connection.execute(
        query, (resource_type,)
    ).fetchall():
        header = (type_, id_, version, patient, bool(deleted), updated)
        holder = key_holder(patient, deleted=bool(deleted))
        plain = expanded(ciphers.open(holder, bound(header), body), updated)
        assert old in plain
        sealed = ciphers.seal(holder, bound(header), compressed(plain.replace(old, new)), made=updated)
        proof = integrity(keys, header, sealed)
        connection.execute("UPDATE version SET body = ?, integrity = ? WHERE row = ?", (sealed, proof, row))


def staff_ward(store: Store, keys: Keys) -> None:
    """Make the accounts and the patient."""
    for name, role in STAFF:
        create_account(
            store.connection(), keys, practitioner=name, sign_in_name=name, display=f"Dr {name.title()}", role=role,
            password=PASSWORD, now=datetime(2026, 3, 2, tzinfo=UTC),
        )  # fmt: skip
    with store.transaction(grant=open_ward(store).grant()) as tx:
        put(tx, PATIENT)


def open_ward(store: Store) -> Ward:
    """A hospital that is staffed already."""
    return Ward(store, Reviews(store))


def sections(texts=TEXTS) -> tuple[SectionText, ...]:
    said = [Sentence(text=text, claim=claim) for claim, text in texts.items()]
    return (
        SectionText(title="HISTORY", code=Coding(system=LOINC, code="10164-2"), sentences=tuple(said[:2])),
        SectionText(title="PLAN", code=Coding(system=LOINC, code="18776-5"), sentences=tuple(said[2:])),
    )


def note(name="n1", texts=TEXTS, patient="p1") -> Draft:
    quotes = enumerate(texts.items())
    return Draft(
        id=name,
        kind="note",
        patient=patient,
        author=Author(name="scribe-test", version="1"),
        created=datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
        resources=(
            {
                "resourceType": "Composition",
                "status": "preliminary",
                "type": {"coding": [{"system": LOINC, "code": "34131-3"}]},
                "subject": {"reference": f"Patient/{patient}"},
                "title": "Outpatient note",
                "section": to_sections(sections(texts)),
            },
        ),
        claims=tuple(
            Claim(
                id=claim, text=text, place="Composition.section[0]",
                evidence=(Words(conversation="v1", turns=(turn,), quotes=(f"said {turn}",)),),
            )
            for turn, (claim, text) in quotes
        ),
    )  # fmt: skip
