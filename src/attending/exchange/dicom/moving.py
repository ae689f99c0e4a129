"""A study that is filed with the wrong patient goes to the right one, or to nobody; every move can be undone.

The record changes in one transaction: the ImagingStudy, what became of a draft, and an entry in the trail of each of
both patients. With its commit the study is moved, see `intents`; the archive's files follow. Images keep their pixels
and UIDs; their headers name the right patient, and what they said before.
Source: IHE RAD PIR (patient information reconciliation).
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from attending.errors import BadInput, Conflict, Unavailable
from attending.exchange.dicom import outbox
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.filing import imaging_study
from attending.exchange.dicom.intents import MoveIntent, decide, is_decided, prepare_moves, strike
from attending.exchange.dicom.manifest import ArchivedStudy, StudyMove
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
    """Move a study: the record decides, the archive follows; a move that was cut off is finished first.

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
        finish_move(key, store=store, archive=archive)
        kept = archive.load(key)
        patient = store.read("Patient", moving.to, grant=grant) if moving.to is not None else None
        if kept.patient == moving.to:
            if patient is None or not kept.moves:
                raise BadInput("It is filed there already." if patient else "It is filed with nobody.")
            archive.rename_images(kept)
            return kept
        if any(wish.state in ("running", "stopping") for wish in kept.wishes):
            raise Conflict("Models are at work on this study.", hint="Wait until they are done, or stop them.")
        move = StudyMove(when=now, by=grant.who, reason=moving.reason, words=words, left=kept.patient,
                         identity=kept.identity, review=kept.review or "")  # fmt: skip
        intent = MoveIntent(
            token=secrets.token_hex(16), move=move, patient=moving.to, identity=_facts(kept, moving, patient),
            apart=NOBODY if moving.to is None else "", stale=outbox.names_of(store, key),
        )  # fmt: skip

        def decided(newest: ArchivedStudy | None) -> ArchivedStudy:
            _still(kept, newest)
            moved = intent.applied(newest or kept)
            with store.transaction(grant=grant) as tx:
                before(tx, kept)
                _file(tx, moved, kept.patient)
                _note(tx, key, kept.patient, moving)
                outbox.take_back(tx, key)
                decide(tx, key, intent.token)
            return moved

        _make(key, intent, decided, store=store, archive=archive)
        return archive.load(key)


def finish_move(key: str, *, store: Store, archive: ImageArchive) -> None:
    """Let a study's files follow a move that the record has decided, and forget one that it has not.

    Whoever calls it works on the study: nobody else is moving it now.
    """
    intent = archive.intents.find(key)
    if intent is None:
        return
    if is_decided(store, intent.token) and archive.find(key) is not None:
        archive.rename_images(archive.change(key, lambda _: archive.load(key)))
        archive.drop(key, intent.stale)
    archive.intents.forget(key)
    strike(store, intent.token)


def finish_moves(*, store: Store, archive: ImageArchive) -> int:
    """Finish, or forget, every move that a process did not end; how many there were."""
    keys = archive.intents.keys()
    for key in keys:
        with archive.working_on(key):
            finish_move(key, store=store, archive=archive)
    return len(keys)


def undo_move(kept: ArchivedStudy) -> Moving:
    """The move that takes a study back to where it was before its last one; raises `Conflict` where it never moved."""
    if not kept.moves:
        raise Conflict("This study was never moved.")
    return Moving(kept.moves[-1].left, "undone")


def _make(
    key: str, intent: MoveIntent, decided: Callable[[ArchivedStudy | None], ArchivedStudy], *, store: Store,
    archive: ImageArchive,
) -> None:  # fmt: skip
    prepare_moves(store)
    archive.intents.write(key, intent)
    try:
        archive.change(key, decided)
        finish_move(key, store=store, archive=archive)
    except BaseException as error:
        if not is_decided(store, intent.token):
            archive.intents.forget(key)
            raise
        if not isinstance(error, Unavailable):
            raise
        # The move stands, and whoever reads the study reads it as moved; its files follow at the next start.


def _still(kept: ArchivedStudy, newest: ArchivedStudy | None) -> None:
    """What came or was enhanced meanwhile goes with it; raises where somebody has moved or drafted it meanwhile."""
    if newest is None or (newest.patient, newest.review) != (kept.patient, kept.review):
        raise Conflict("This study has changed since you opened it.", hint="Look at it again.")


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
