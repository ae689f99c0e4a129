"""To which study of the archive images belong: those that name somebody else never join one, they wait apart.

A study is one UID and one person. Archives send corrections (the same images, the name put right), technicians choose
the wrong patient in mid-study, and scanners give out one UID twice; only the first may change what is here.
Read by `receive`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from attending.errors import BadInput
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.manifest import ArchivedStudy
from attending.exchange.dicom.matching import Match, match_patient, words_of_name
from attending.record import Store
from attending.record.study import Instance, PatientIdentity, Series, Study
from attending.security import Grant

APART = "Its images name another patient than the study with this UID that is filed already."
FILED_BEFORE = "It was filed with this patient before."


@dataclass(frozen=True)
class Home:
    """Where images go."""

    key: str
    match: Match
    corrected: bool = False
    """Whether their header takes the place of what is there: it says better whom the same images show."""
    left: str = ""
    """The study that they waited in until now, under another name."""


def parts_of(study: Study, archive: ImageArchive) -> tuple[Study, ...]:
    """The images of each person apart, where the study is known already; a new one is taken as it comes."""
    if archive.find_uid(study.uid) is None:
        return (study,)
    people: list[tuple[PatientIdentity, list[Instance]]] = []
    for instance in study.instances:
        mine = next((own for who, own in people if not _differ(_facts(who), _facts(instance.patient))), None)
        if mine is None:
            people.append((instance.patient, mine := []))
        mine.append(instance)
    parts = []
    for number, (_, own) in enumerate(people):
        series = (Series(one.uid, tuple(i for i in one.instances if i in own)) for one in study.series)
        parts.append(Study(study.uid, tuple(one for one in series if one.instances), () if number else study.broken))
    return tuple(parts)


def find_home(study: Study, *, store: Store, archive: ImageArchive, grant: Grant, patient: str | None) -> Home:
    """Where the images of one person go.

    Raises:
        BadInput: a person says that they are another patient's than the one with whom their study is filed.
        NotFound: no such patient.
    """
    key, who = archive.key_of(study.uid), _facts(study.first.patient)
    apart = archive.key_of(f"{study.uid}\n{msgspec.json.encode(_plain(who)).decode()}")
    known, other = archive.find(key), archive.find(apart)
    if patient is not None:
        there = other or known
        if there is not None and there.patient not in (None, patient):
            raise BadInput("This study is filed with another patient already.")
        store.read("Patient", patient, grant=grant)
        return Home(there.key if there else key, Match(patient, "A person said whose it is."))
    if other is not None:
        return Home(apart, _match(study, store, grant, other), left=_left(known, study))
    if known is None or not (who["number"] or who["name"]) or not _differs_from(known, who):
        return Home(key, _match(study, store, grant, known))
    match = _match(study, store, grant, None)
    if known.patient is not None and match.patient == known.patient:
        return Home(key, match, corrected=True)
    if known.patient is not None:
        return Home(apart, Match(None, APART, match.candidates))
    if _uids(known) <= {instance.sop_instance_uid for instance in study.instances}:
        return Home(key, match, corrected=True)
    return Home(apart, match, left=_left(known, study))


def identity_of(study: Study) -> dict[str, str]:
    """Whom the images say they show."""
    return _facts(study.first.patient)


def _match(study: Study, store: Store, grant: Grant, known: ArchivedStudy | None) -> Match:
    if known is not None and known.patient is not None:
        store.read("Patient", known.patient, grant=grant)
        return Match(known.patient, FILED_BEFORE)
    if known is not None and known.apart:
        return Match(None, known.apart)
    identity = study.first.patient
    if any(instance.patient != identity for instance in study.instances):
        return Match(None, "Its files name different patients.")
    return match_patient(
        store,
        number=identity.id,
        name=identity.name,
        birth_date=identity.birth_date,
        sex=identity.sex,
        grant=grant,
    )


def _left(known: ArchivedStudy | None, study: Study) -> str:
    """The study that waits with some of these images under another name, where nobody has worked on it."""
    if known is None or known.patient is not None or known.review is not None or known.wishes:
        return ""
    return known.key if _uids(known) & {instance.sop_instance_uid for instance in study.instances} else ""


def _uids(study: ArchivedStudy) -> set[str]:
    return {image.sop_instance_uid for series in study.series if not series.derived_from for image in series.images}


def _facts(who: PatientIdentity) -> dict[str, str]:
    return {"number": who.id, "name": who.name, "birthDate": str(who.birth_date or ""), "sex": who.sex}


def _differ(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two headers name two people: what both say differs, or they have nothing in common."""
    a, b = _plain(one), _plain(other)
    both = [name for name in a if a[name] and b.get(name)]
    return any(a[name] != b[name] for name in both) or not ({"number", "name"} & set(both) or not any(a.values()))


def _differs_from(known: ArchivedStudy, who: Mapping[str, str]) -> bool:
    """Whether images name somebody else than a study does, and than it did before it was moved: a scanner sends on."""
    return all(_differ(said, who) for said in (known.identity, *(move.identity for move in known.moves)))


def _plain(who: Mapping[str, str]) -> dict[str, str]:
    """Without capitals, accents and punctuation, in which two systems write one name differently."""
    return {name: " ".join(words_of_name(value)) if name == "name" else value.strip() for name, value in who.items()}
