"""Furnish an empty clinic with the demo hospital: its people, its patients' records, and drafts in the inbox.

Read by `attending demo`. Doing it again changes nothing, and a run that was cut short is completed by the next one.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from attending.app.demo.forearm import SOUND
from attending.app.demo.hospital import PRACTITIONERS, bundle_bytes, consultations
from attending.app.demo.learned import DEMO_MODEL
from attending.app.demo.phantom import Phantom, forearm_film, head_study
from attending.journeys.clinic import Clinic
from attending.journeys.consultation import document_consultation, read_conversation
from attending.journeys.imaging_study import SentFile, receive_uploads
from attending.journeys.incoming import receive_resources
from attending.journeys.risk_cohort import score_cohort
from attending.security import Action, Grant, Keys, PractitionerRole, Purpose
from attending.security.accounts import create_account, find_account

HOSPITAL = Grant(
    who="Device/demo-hospital",
    role=PractitionerRole.SYSTEM,
    purpose=Purpose.OPERATIONS,
    patients=None,
    types=None,
    actions=frozenset({Action.CREATE, Action.READ, Action.UPDATE}),
)
"""Files what the invented hospital sends and drafts its notes; it signs nothing."""


SCORED_DAYS_AGO = (84, 56, 28, 14, 7, 0)
"""When the risks of the demo's list were computed: enough for a course."""


@dataclass(frozen=True)
class Filled:
    """What was added, each 0 where it stood there before."""

    accounts: int
    resources: int
    drafts: int
    studies: int = 0


def fill(clinic: Clinic, now: datetime, *, keys: Keys, password: str) -> Filled:
    """Furnish a clinic.

    Args:
        clinic: the clinic, empty or furnished before.
        now: the moment the histories end; only the first run uses it.
        keys: the clinic's keys, which wrap the new signing keys.
        password: the sign-in password of every demo account.
    """
    resources = _import_records(clinic, now)
    if not clinic.watch.newest(grant=HOSPITAL):
        _score_risks(clinic, now)
    accounts = _make_accounts(clinic, now, keys, password)
    return Filled(accounts, resources, _draft_notes(clinic, now), _bring_phantoms(clinic, now))


def _import_records(clinic: Clinic, now: datetime) -> int:
    known = {str(patient["id"]) for patient in clinic.record.patients(grant=HOSPITAL)}
    if any(visit.patient in known for visit in consultations(now)):
        return 0
    return receive_resources(bundle_bytes(now), record=clinic.record, grant=HOSPITAL).created


def _score_risks(clinic: Clinic, now: datetime) -> None:
    """Register the demo's model and score its patients as of some weeks, so that the list shows a course."""
    for file in DEMO_MODEL.files():
        target = clinic.settings.own_models / DEMO_MODEL.name / file.part / file.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_bytes(file.data)
    for days in SCORED_DAYS_AGO:
        score_cohort(
            DEMO_MODEL.name,
            clinic=clinic,
            open_record=lambda: nullcontext(clinic.record),
            grant=HOSPITAL,
            as_of=now - timedelta(days=days),
        )


def _make_accounts(clinic: Clinic, now: datetime, keys: Keys, password: str) -> int:
    connection = clinic.record.connection()
    missing = [one for one in PRACTITIONERS if find_account(connection, one.id) is None]
    for one in missing:
        create_account(
            connection,
            keys,
            practitioner=one.id,
            sign_in_name=one.id,
            display=one.display,
            role=one.role,
            password=password,
            now=now,
        )
    return len(missing)


def _draft_notes(clinic: Clinic, now: datetime) -> int:
    drafted = {row.patient for row in clinic.reviews.queue(grant=HOSPITAL, status=None)}
    waiting = [visit for visit in consultations(now) if visit.patient not in drafted]
    for visit in waiting:
        document_consultation(
            read_conversation(visit.data, name=visit.name),
            patient=visit.patient,
            practitioner=visit.practitioner,
            clinic=clinic,
            grant=HOSPITAL,
            encounter=visit.encounter,
        )
    return len(waiting)


def _bring_phantoms(clinic: Clinic, now: datetime) -> int:
    """Drawn studies for two patients, an earlier one of each part among them, where no study was ever kept."""
    if clinic.images.lines():
        return 0
    head, arm = sorted(str(patient["id"]) for patient in clinic.record.patients(grant=HOSPITAL))[:2]
    earlier = Phantom(1, now - timedelta(days=330))
    later = Phantom(2, now - timedelta(hours=3), growth=1.8)
    sound, broken = Phantom(3, now - timedelta(days=400)), Phantom(4, now - timedelta(hours=1))
    drawn = (
        (head, head_study(earlier)),
        (head, head_study(later)),
        (arm, forearm_film(sound, SOUND)),
        (arm, forearm_film(broken)),
    )
    for patient, files in drawn:
        sent = [SentFile(name, data.__bytes__) for name, data in files]
        receive_uploads(sent, clinic=clinic, grant=HOSPITAL, patient=patient)
    return len(drawn)
