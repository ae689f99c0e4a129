"""A hospital of one ward for the tests of the workspace: three people, one patient, one conversation, one draft."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from tests.networks import BRIGHT, put_network
from tests.onnx_files import bright_network
from tests.scans import scan

from attending.checks import examine
from attending.drafts import Author, Claim, Conversation, Draft, Element, Proposal, Role, Turn, Words
from attending.exchange.conversations import file_conversation
from attending.journeys.clinic import Clinic, open_images
from attending.journeys.imaging_report import draft_study_report
from attending.journeys.imaging_study import SentFile, receive_uploads
from attending.record import Store
from attending.record.narrative import SectionText, Sentence, to_sections
from attending.record.write import put
from attending.review import Review, Reviews
from attending.review.watch import WatchDriver, WatchEntry
from attending.security import Action, Grant, Keys, PractitionerRole
from attending.security.accounts import create_account, find_account
from attending.security.roles import grant_for
from attending.settings import Settings
from attending.terms.coding import ICD10CM, LOINC, Coding

PASSWORD = "correct horse battery"
FAMILY, GIVEN, MRN, BORN = "Canarywharf", "Zebedee", "990417733", "1951-07-19"
CANARIES = (FAMILY, GIVEN, MRN, BORN)
"""No log line and no address may hold them."""

SYSTEM = Grant("Device/test", PractitionerRole.SYSTEM, patients=None, types=None, actions=frozenset(Action))
PEOPLE = {
    "adams": ("Dr Ada Adams", PractitionerRole.PHYSICIAN),
    "baker": ("Dr Ben Baker", PractitionerRole.PHYSICIAN),
    "nolan": ("Nora Nolan", PractitionerRole.NURSE),
    "rays": ("Dr Rita Rays", PractitionerRole.RADIOLOGIST),
}

CONVERSATION = Conversation(
    id="visit-1",
    turns=(
        Turn(number=0, role=Role.CLINICIAN, text="What brings you in today?", start=4.0),
        Turn(number=1, role=Role.PATIENT, text="My left knee has been hurting for three weeks.", start=7.0),
        Turn(number=2, role=Role.CLINICIAN, text="Do you take anything for it?", start=15.0),
        Turn(number=3, role=Role.PATIENT, text="Ibuprofen 400 milligrams, twice a day.", start=18.0),
        Turn(number=4, role=Role.CLINICIAN, text="Let us get an x-ray of the left knee.", start=31.0),
    ),
)


def _words(turn: int, quote: str) -> Words:
    return Words(conversation="visit-1", turns=(turn,), quotes=(quote,), seconds=None)


TEXT = (
    ("c1", 0, "Left knee pain for three weeks.", (_words(1, "left knee has been hurting for three weeks"),)),
    (
        "c2",
        0,
        "Takes ibuprofen 400 mg twice daily.",
        (
            _words(3, "Ibuprofen 400 milligrams, twice a day"),
            Element(reference="Condition/oa", version=1, path="Condition.code", text="Osteoarthritis of knee"),
        ),
    ),
    ("c3", 1, "Start naproxen 750 mg once daily.", (_words(4, "x-ray of the left knee"),)),
    ("c4", 1, "X-ray of the left knee.", (_words(4, "get an x-ray of the left knee"),)),
)
"""The draft; c3 names a drug and a dose that nobody said, which is a blocker."""

SECTIONS = tuple(
    SectionText(
        title=title,
        code=Coding(system=LOINC, code=code, display=title),
        sentences=tuple(
            Sentence(text=text, claim=claim, bullet=index == 1) for claim, s, text, _ in TEXT if s == index
        ),
    )
    for index, (title, code) in enumerate((("History", "10164-2"), ("Plan", "18776-5")))
)


PROPOSALS = (
    Proposal(
        id="p1",
        claim=Claim(id="p1", text="Takes ibuprofen 400 mg twice a day.", place="MedicationStatement",
                    evidence=(_words(3, "Ibuprofen 400 milligrams, twice a day"),)),
        resource={"resourceType": "MedicationStatement", "status": "active", "subject": {"reference": "Patient/p1"},
                  "medicationCodeableConcept": {"text": "ibuprofen"},
                  "dosage": [{"text": "400 mg twice a day"}]},
        reasons=("Not said: route.",),
    ),
    Proposal(
        id="p2",
        claim=Claim(id="p2", text="Left knee pain.", place="Condition",
                    evidence=(_words(1, "left knee has been hurting for three weeks"),)),
        resource={"resourceType": "Condition", "subject": {"reference": "Patient/p1"},
                  "clinicalStatus": {"coding": [{"code": "active"}]},
                  "code": {"coding": [{"system": ICD10CM, "code": "M25.562", "display": "Pain in left knee"}],
                           "text": "Left knee pain"}},
        choices=(Coding(system=ICD10CM, code="M25.569", display="Pain in unspecified knee"),),
    ),
)  # fmt: skip
"""What the draft proposes for the record."""


def make_draft(now: datetime) -> Draft:
    """The draft that waits."""
    return Draft(
        id="draft-1",
        kind="note",
        patient="p1",
        author=Author(name="scribe", version="0.1.0"),
        created=now,
        resources=(
            {
                "resourceType": "Composition",
                "id": "note-1",
                "status": "preliminary",
                "type": {"coding": [{"system": LOINC, "code": "34108-1", "display": "Outpatient Note"}]},
                "title": "Outpatient note",
                "subject": {"reference": "Patient/p1"},
                "date": now.isoformat(),
                "author": [{"reference": "Practitioner/adams"}],
                "section": to_sections(SECTIONS),
            },
        ),
        claims=tuple(
            Claim(id=claim, text=text, place=f"Composition.section[{index}]", evidence=evidence)
            for claim, index, text, evidence in TEXT
        ),
        proposals=PROPOSALS,
        not_assessed=("Examination: nothing was said that could be written down.",),
    )


CHART = (
    {
        "resourceType": "Patient",
        "id": "p1",
        "name": [{"use": "official", "family": FAMILY, "given": [GIVEN]}],
        "gender": "male",
        "birthDate": BORN,
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": MRN}],
    },
    {
        "resourceType": "AllergyIntolerance",
        "id": "al1",
        "patient": {"reference": "Patient/p1"},
        "code": {"text": "Penicillin"},
        "criticality": "high",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "recordedDate": "2001-02-03",
    },
    {
        "resourceType": "Condition",
        "id": "oa",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": "Osteoarthritis of knee"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "onsetDateTime": "2019",
    },
    *(
        {
            "resourceType": "Observation",
            "id": f"k{month}",
            "status": "final",
            "subject": {"reference": "Patient/p1"},
            "code": {"text": "Potassium"},
            "effectiveDateTime": f"2026-0{month}-03",
            "valueQuantity": {"value": 4 + month, "unit": "mmol/L"},
            "interpretation": [{"coding": [{"code": "H" if month > 1 else "N"}]}],
        }
        for month in (1, 2, 3)
    ),
)


@dataclass
class Clock:
    """A clock that moves a second with every look, and by hand."""

    time: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def open_hospital(home: Path, now: Clock) -> Clinic:
    """Open the hospital in a folder."""
    settings = Settings(home=home, master_key_file=home / "master.key")
    keys = Keys.load_or_create(settings.master_key_file)
    record = Store.open(settings.database, keys=keys, anchor=settings.audit_anchor, now=now)
    images = open_images(settings.image_archive, keys=keys, record=record)
    return Clinic(record=record, reviews=Reviews(record), images=images, settings=settings, now=now)


def fill(clinic: Clinic, now: Clock) -> Review:
    """People, chart, conversation, draft."""
    keys = Keys.load_or_create(clinic.settings.master_key_file)
    with clinic.record.transaction(grant=SYSTEM) as tx:
        for resource in CHART:
            put(tx, resource)
        for practitioner, (display, _) in PEOPLE.items():
            put(tx, {"resourceType": "Practitioner", "id": practitioner, "name": [{"text": display}]})
    for name, (display, role) in PEOPLE.items():
        create_account(
            clinic.record.connection(),
            keys,
            practitioner=name,
            sign_in_name=name,
            display=display,
            role=role,
            password=PASSWORD,
            now=now(),
        )
    file_conversation(clinic.record, CONVERSATION, patient="p1", grant=SYSTEM)
    draft = make_draft(now())
    report = examine(draft, clinic.record.chart("p1", grant=SYSTEM), CONVERSATION)
    watch_risks(clinic, now)
    return clinic.reviews.submit(draft, report, to="adams", conversation="visit-1", grant=SYSTEM)


def watch_risks(clinic: Clinic, now: Clock) -> None:
    """Two scorings of the patient: the second one raises an alert and leaves two others out of the budget."""
    rests_on = Element(reference="Observation/k3", version=1, path="Observation.value", text="Potassium 7 mmol/L")
    for probability in (0.2, 0.42):
        run = clinic.watch.begin("back-soon", "1.0", as_of=now(), patients=1, grant=SYSTEM)
        driver = WatchDriver(name="Potassium", text="7 mmol/L", contribution=0.9, evidence=(rests_on,))
        risk = WatchEntry(
            patient="p1", model="back-soon", version="1.0", outcome="a visit within a day", horizon_hours=24,
            as_of=run.as_of, probability=probability, lower=0, upper=1, flagged=True, drivers=(driver,),
            missing=("haemoglobin",),
        )  # fmt: skip
        clinic.watch.keep(run, [risk], grant=SYSTEM)
        spent = replace(
            run, budget=10, alerted=("p1",), threshold=probability, left_out=2, highest_left_out=0.3,
            expected_caught=probability, expected_left_out=0.5,
        )  # fmt: skip
        clinic.watch.finish(spent, grant=SYSTEM)


def sign_the_note(clinic: Clinic, number: int = 2, *, own_words: tuple[str, str] = ("", "")) -> Review:
    """Another note without blockers, signed by its physician, who puts one phrase in their own words where given."""
    first = make_draft(clinic.now())
    resource = {**first.resources[0], "id": f"note-{number}", "section": to_sections(SECTIONS[:1])}
    draft = replace(first, id=f"draft-{number}", resources=(resource,), claims=first.claims[:2])
    chart = clinic.record.chart("p1", grant=SYSTEM)
    report = examine(draft, chart, CONVERSATION)
    review = clinic.reviews.submit(draft, report, to="adams", conversation="visit-1", grant=SYSTEM)
    account = find_account(clinic.record.connection(), "adams")
    assert account is not None
    grant = grant_for(account)
    if own_words[0]:
        sentences = (replace(s, text=s.text.replace(*own_words)) for s in review.sections[0].sentences)
        changed = (replace(review.sections[0], sentences=tuple(sentences)),)
        review = clinic.reviews.revise(
            review.id, changed, lambda new: examine(new, chart, CONVERSATION), if_version=review.version, grant=grant
        )
    return clinic.reviews.sign(review.id, if_version=review.version, grant=grant)


def bring_studies(clinic: Clinic) -> tuple[str, str]:
    """A patient's stack of 12 slices in two sendings, and a picture of nobody known; the keys of both studies."""
    shapes = np.hypot(*np.mgrid[-32:32, -32:32])
    slices = [
        SentFile(
            f"IMAGES/{number}",
            scan(
                np.where(shapes < 10 + number, 1064, 24).astype(np.uint16),
                InstanceNumber=number,
                PatientID=MRN,
                PatientName=f"{FAMILY}^{GIVEN}",
                PatientBirthDate=BORN.replace("-", ""),
                PatientSex="M",
            ).__bytes__,
        )
        for number in range(1, 13)
    ]
    broken = SentFile("IMAGES/13", b"cut off".__bytes__)
    (known,) = receive_uploads([*slices, broken], clinic=clinic, grant=SYSTEM)
    stranger = scan(StudyInstanceUID="1.2.826.0.1.3680043.8.498.9", SOPInstanceUID="1.2.826.0.1.3680043.8.498.9.1")
    (unknown,) = receive_uploads([SentFile("1", stranger.__bytes__)], clinic=clinic, grant=SYSTEM)
    return known.study.key, unknown.study.key


def bring_earlier_study(clinic: Clinic) -> str:
    """The key of an earlier stack of 12 slices of the patient whose study `bring_studies` brings."""
    slices = [
        SentFile(str(number), scan(
            np.full((64, 64), 40 * number, np.uint16), InstanceNumber=number, PatientID=MRN,
            PatientName=f"{FAMILY}^{GIVEN}", PatientBirthDate=BORN.replace("-", ""), PatientSex="M",
            StudyDate="20250301", StudyInstanceUID="1.2.826.0.1.3680043.8.498.7",
            SeriesInstanceUID="1.2.826.0.1.3680043.8.498.7.1", SOPInstanceUID=f"1.2.826.0.1.3680043.8.498.7.1.{number}",
        ).__bytes__)
        for number in range(1, 13)
    ]  # fmt: skip
    (earlier,) = receive_uploads(slices, clinic=clinic, grant=SYSTEM)
    return earlier.study.key


def bring_marked_study(clinic: Clinic) -> str:
    """The key of a study with one mark of a model, its report before the radiologist."""
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BRIGHT)
    key, _ = bring_studies(clinic)
    draft_study_report(key, practitioner="rays", clinic=clinic, grant=SYSTEM)
    return key
