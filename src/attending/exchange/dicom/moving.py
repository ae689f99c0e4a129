"""A study that is filed with the wrong patient goes to the right one, or to nobody; every move can be undone.

The record changes in one transaction: the ImagingStudy, what became of a draft, and an entry in the trail of each of
both patients. Images keep their pixels and UIDs; their headers name the right patient, and what they said before.
Source: IHE RAD PIR (patient information reconciliation).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from msgspec.structs import replace

from attending.errors import BadInput, Conflict
from attending.exchange.dicom import outbox
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.filing import imaging_study
from attending.exchange.dicom.manifest import ArchivedStudy, StudyMove
from attending.exchange.dicom.renamed import renamed
from attending.record import Resource, Store, Transaction
from attending.record.write import put
from attending.security import Action, Grant

MOVE_REASONS: dict[str, str] = {
    "wrong-at-scanner": "The wrong patient was chosen at the scanner",
    "wrong-match": "It was filed with the wrong patient here",
    "was-unknown": "The patient was unknown when the images were taken",
    "undone": "A move is undone",
    "other": "Another reason, given in words",
}
"""Code → what pages show. Words stay with the study, the code goes into the trail."""
NOBODY = "It was taken from the patient it was filed with; nobody has said yet whose it is."
LONGEST_WORDS = 500


@dataclass(frozen=True)
class Moving:
    """Where a study is to go, and why."""

    to: str | None
    """Logical id of the patient; None where nobody knows yet whose it is."""
    reason: str
    words: str = ""


def move_study(
    key: str, moving: Moving, *, store: Store, archive: ImageArchive, grant: Grant, now: datetime,
    before: Callable[[Transaction, ArchivedStudy], None] = lambda tx, kept: None,
) -> ArchivedStudy:  # fmt: skip
    """Move a study; the same again writes what a move that was cut off has left.

    Args:
        key: the study.
        moving: where to, and why.
        store: the record.
        archive: where its images lie.
        grant: who moves it; it must cover changing studies of both patients.
        now: when.
        before: what must happen to its report in the same transaction; raises where one stands in the way.

    Raises:
        BadInput: no reason, or nothing to move.
        Conflict: a signed report stands on it.
        NotAllowed: not this role, or not this patient.
        NotFound: no such study, or no such patient.
    """
    words = _words(moving)
    with archive.working_on(key):
        kept = archive.load(key)
        patient = store.read("Patient", moving.to, grant=grant) if moving.to is not None else None
        if kept.patient == moving.to:
            if patient is None or not kept.moves:
                raise BadInput("It is filed there already." if patient else "It is filed with nobody.")
            return _headed(kept, archive)
        if any(wish.state in ("running", "stopping") for wish in kept.wishes):
            raise Conflict("Models are at work on this study.", hint="Wait until they are done, or stop them.")
        move = StudyMove(when=now, by=grant.who, reason=moving.reason, words=words, left=kept.patient,
                         identity=kept.identity)  # fmt: skip
        moved = replace(
            kept, patient=moving.to, identity=_facts(kept, moving, patient), moves=(*kept.moves, move), review=None,
            heats=(), wish=None, apart=NOBODY if moving.to is None else "",
        )  # fmt: skip
        try:
            with store.transaction(grant=grant) as tx:
                before(tx, kept)
                _file(tx, moved, kept.patient)
                _note(tx, key, kept.patient, moving)
                stale = outbox.take_back(tx, key)
                archive.change(key, partial(_still, kept, moved))
        except BaseException:
            _put_back(archive, kept, moved)
            raise
        archive.drop(key, stale)
        return _headed(archive.load(key), archive)


def undo_move(kept: ArchivedStudy) -> Moving:
    """The move that takes a study back to where it was before its last one; raises `Conflict` where it never moved."""
    if not kept.moves:
        raise Conflict("This study was never moved.")
    return Moving(kept.moves[-1].left, "undone")


def _still(kept: ArchivedStudy, moved: ArchivedStudy, newest: ArchivedStudy | None) -> ArchivedStudy:
    """What came or was enhanced meanwhile stays with it; raises where somebody has moved or drafted it meanwhile."""
    if newest is None or (newest.patient, newest.review) != (kept.patient, kept.review):
        raise Conflict("This study has changed since you opened it.", hint="Look at it again.")
    return replace(moved, series=newest.series, broken=newest.broken, burned_in=newest.burned_in)


def _put_back(archive: ImageArchive, kept: ArchivedStudy, moved: ArchivedStudy) -> None:
    """The record did not take the move: the manifest, where it was written already, says what it said before."""
    newest = archive.find(kept.key)
    if newest is not None and newest.moves == moved.moves:
        series = {"series": newest.series, "broken": newest.broken, "burned_in": newest.burned_in}
        archive.change(kept.key, lambda _: replace(kept, **series))


def _file(tx: Transaction, moved: ArchivedStudy, left: str | None) -> None:
    if moved.patient is not None:
        put(tx, imaging_study(moved, moved.patient))
    elif left is not None:
        tx.require(Action.UPDATE, "ImagingStudy", moved.key, left)
        put(tx, {**imaging_study(moved, left), "status": "entered-in-error"})


def _note(tx: Transaction, key: str, left: str | None, moving: Moving) -> None:
    """In the trail of both: each patient's own says that images went or came, and neither names the other."""
    what = (f"ImagingStudy/{key}",)
    for patient, deed in ((left, "taken away"), (moving.to, "moved here")):
        if patient is not None:
            detail = f"{deed}: {moving.reason}"
            tx.audit(Action.UPDATE, what=what, patient=patient, type="move", detail=detail, interaction="operation")


def _headed(study: ArchivedStudy, archive: ImageArchive) -> ArchivedStudy:
    """Write the patient into every image that says another; what is right already is left as it is."""
    when = study.moves[-1].when
    for image in (one for series in study.series for one in series.images):
        data = archive.read(study.key, image.sop_instance_uid)
        right = renamed(data, study.identity, when)
        if right is not data:
            archive.put(study.key, image.sop_instance_uid, right, over=True)
    return study


def _facts(kept: ArchivedStudy, moving: Moving, patient: Resource | None) -> dict[str, str]:
    """Whom the images say they show from now on; after an undoing, exactly what they said before."""
    if moving.reason == "undone":
        return kept.moves[-1].identity
    if patient is None:
        return kept.moves[0].identity if kept.moves else kept.identity
    names: list[dict[str, Any]] = sorted(patient.get("name", []), key=lambda one: one.get("use") != "official")
    name = next(iter(names), {})
    given = " ".join(name.get("given", []))
    family = str(name.get("family", "") or name.get("text", ""))
    return {
        "number": _number(patient),
        "name": f"{family}^{given}" if given else family,
        "birthDate": str(patient.get("birthDate", "")),
        "sex": str(patient.get("gender", "")),
    }


def _number(patient: Resource) -> str:
    """The hospital's number: the identifier that says so, else the first, else the record's own."""
    identifiers = [one for one in patient.get("identifier", []) if one.get("value")]
    numbers = [one for one in identifiers if "MR" in {c.get("code") for c in one.get("type", {}).get("coding", [])}]
    return str(next(iter((*numbers, *identifiers)), {"value": patient["id"]})["value"])


def _words(moving: Moving) -> str:
    words = moving.words.strip()
    if moving.reason not in MOVE_REASONS:
        raise BadInput("This is not a reason to move a study.", hint=f"One of: {', '.join(MOVE_REASONS)}.")
    if len(words) > LONGEST_WORDS or (moving.reason == "other" and not words):
        raise BadInput(f"Another reason is given in 1 to {LONGEST_WORDS} characters.")
    return words
