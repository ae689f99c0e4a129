"""Recordings of visits, from the first piece to the day the sound is deleted: every step audited, within its grant.

A piece may come twice, in any order, after any interruption. It is acknowledged when it is on the disk.
"""

import hashlib
import hmac
import io
import itertools
from collections.abc import Iterator
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from attending.errors import BadInput, Conflict, NotAllowed, NotFound
from attending.exchange.recordings import shelf
from attending.exchange.recordings.consent import ConsentGiven, put_consent, withdraw_consent
from attending.exchange.recordings.media import media_of
from attending.exchange.recordings.recording import (
    MOST_BYTES,
    MOST_PIECE_BYTES,
    MOST_PIECES,
    NEXT,
    Beginning,
    Piece,
    Recording,
    State,
)
from attending.record import Store, Transaction
from attending.record.write import put
from attending.security import Action, Grant

_T = TypeVar("_T")


class Recordings:
    """The recordings of one hospital; safe for threads and processes side by side."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.prepare_tables(lambda connection, _: shelf.prepare(connection))

    def begin(self, beginning: Beginning, *, grant: Grant) -> Recording:
        """Make room for a recording, and store the patient's consent with it; once more changes nothing.

        Raises:
            BadInput: an id or a kind of recording that is none.
            NotAllowed: the grant does not cover recording this patient.
            Conflict: another recording has this id.
        """
        given = beginning.checked()
        with self._store.transaction(grant=grant) as tx:
            tx.require(Action.CREATE, shelf.TYPE, given.id, given.patient)
            there = shelf.find(tx, given.id)
            if there is not None:
                if (there.patient, there.by) != (given.patient, grant.who):
                    raise Conflict("Another recording has this id.")
                return there
            if tx.newest("Patient", given.patient) is None:
                raise NotFound("There is no such Patient, or not for this role.")
            about = (f"Media/{given.id}",)
            consent = ConsentGiven(id=given.id, patient=given.patient, encounter=given.encounter, about=about)
            recording = Recording(
                id=given.id, patient=given.patient, by=grant.who, started=tx.now, media_type=given.media_type,
                consent=put_consent(tx, consent), encounter=given.encounter, style=given.style,
                speakers=given.speakers, roles=given.roles,
            )  # fmt: skip
            shelf.save(tx, recording)
            _note(tx, recording, "record", "begun")
            return recording

    def append(self, id: str, piece: Piece, *, grant: Grant) -> bool:  # noqa: A002 (the FHIR element's name)
        """Keep one piece; when this returns, it is on the disk. Whether it is new.

        Raises:
            BadInput: it is too large, or its bytes are not those of its hash.
            NotFound: there is no such recording.
            NotAllowed: somebody else is recording it.
            Conflict: another piece stands at this place, or the recording is over.
        """
        _check(piece)
        with self._store.transaction(grant=grant) as tx:
            recording = self._mine(tx, id)
            if recording.state is State.DELETED:
                raise Conflict("The sound of this recording was deleted.")
            if not shelf.has_piece(tx, id, piece.number):
                if recording.state is not State.ARRIVING:
                    raise Conflict("This recording is over.")
                if shelf.bytes_there(tx, id) + len(piece.data) > MOST_BYTES:
                    raise BadInput(f"A recording may have {MOST_BYTES // 1024**2} MB at most.")
            return shelf.put_piece(tx, recording, piece)

    def finish(self, id: str, pieces: int, *, grant: Grant, drop_rest: bool = False) -> Recording:  # noqa: A002
        """Say that there are so many pieces, numbered from 0, and that they are all here; files its Media.

        `drop_rest` gives up what came behind a gap that will never be filled.

        Raises:
            Conflict: some are missing; send them first.
            BadInput: there is none.
        """
        with self._store.transaction(grant=grant) as tx:
            recording = self._mine(tx, id)
            if recording.state is not State.ARRIVING:
                return recording
            there = shelf.pieces_there(tx, id)
            if pieces < 1:
                raise BadInput("A recording has at least one piece.")
            if drop_rest:
                shelf.drop_behind(tx, id, pieces)
                there = {number: size for number, size in there.items() if number < pieces}
            missing = [number for number in range(pieces) if number not in there]
            if missing or len(there) != pieces:
                raise Conflict(f"{len(missing)} of {pieces} pieces are missing.", hint="Send them, then finish again.")
            complete = _moved(recording, State.COMPLETE, pieces=pieces, bytes=sum(there.values()))
            put(tx, media_of(complete, shelf.read_pieces(tx, complete)))
            _note(tx, complete, "record", "complete")
            return shelf.save(tx, complete)

    def read(self, id: str, *, grant: Grant) -> Recording:  # noqa: A002
        """A recording without its sound, with how much of it has come; raises `NotFound`."""
        with self._store.look(grant=grant) as tx:
            return shelf.with_arrived(tx, self._looked(tx, id))

    def pieces(self, id: str, *, grant: Grant) -> list[int]:  # noqa: A002
        """The numbers of the pieces that are here, for whoever records."""
        with self._store.look(grant=grant) as tx:
            self._mine(tx, id)
            return sorted(shelf.pieces_there(tx, id))

    def sound(self, id: str, *, grant: Grant, first: int = 0) -> bytes:  # noqa: A002
        """The sound as it came in, from a piece on; the look is on the audit trail. Raises `NotFound`."""
        with self._store.look(grant=grant) as tx:
            recording = self._looked(tx, id)
            if recording.state is State.DELETED:
                raise NotFound("The sound of this recording was deleted.")
            whole = io.BytesIO()  # grows in place: a list of the pieces would be the recording a second time
            for piece in shelf.read_pieces(tx, recording, first=first):
                whole.write(piece)
            return whole.getvalue()

    def follow(self, id: str, first: int, *, grant: Grant) -> tuple[list[bytes], State]:  # noqa: A002
        """The pieces from one on without a gap, and how far the recording is, for whoever records it.

        The look is on the audit trail once, with the first piece.
        """
        with self._store.look(grant=grant) as tx:
            recording = self._looked(tx, id) if first == 0 else shelf.load(tx, id)
            if recording.by != tx.grant.who:
                raise NotAllowed("Somebody else made this recording.")
            there = shelf.pieces_there(tx, id)
            until = next(number for number in itertools.count(first) if number not in there)
            pieces = itertools.islice(shelf.read_pieces(tx, recording, first=first), until - first)
            return list(pieces), recording.state

    def unfinished(self, *, grant: Grant) -> list[Recording]:
        """This person's recordings that have no note yet."""
        with self._store.look(grant=grant) as tx:
            tx.admit(shelf.TYPE, "search")
            found = shelf.listed(tx, (State.ARRIVING, State.COMPLETE), by=grant.who)
            tx.saw_search((), "Media?status=in-progress")
            return found

    def kept(self, *, grant: Grant) -> list[Recording]:
        """Every recording whose sound is here."""
        with self._store.look(grant=grant) as tx:
            tx.admit(shelf.TYPE, "search")
            tx.saw_search((), "Media")
            return shelf.listed(tx, (State.ARRIVING, State.COMPLETE, State.TRANSCRIBED))

    def transcribed(self, *, grant: Grant) -> list[Recording]:
        """Recordings whose note was drafted and whose sound is still here."""
        with self._store.look(grant=grant) as tx:
            tx.admit(shelf.TYPE, "search")
            tx.saw_search((), "Media?status=completed")
            return shelf.listed(tx, (State.TRANSCRIBED,))

    def of_review(self, review: str, *, grant: Grant) -> Recording | None:
        """The recording of a note, whose sound may still be here."""
        with self._store.look(grant=grant) as tx:
            found = shelf.of_review(tx, review)
            return None if found is None else self._looked(tx, found.id)

    def drafted(self, id: str, review: str, seconds: float, *, grant: Grant) -> Recording:  # noqa: A002
        """Its note waits for its clinician."""
        with self._store.transaction(grant=grant) as tx:
            recording = self._mine(tx, id)
            done = _moved(
                recording, State.TRANSCRIBED, review=review, seconds=seconds, failure="", wanted_by="", tries=0
            )
            put(tx, media_of(done, shelf.read_pieces(tx, done)), only_if_changed=True)
            return shelf.save(tx, done)

    def failed(self, id: str, why: str, *, grant: Grant) -> Recording:  # noqa: A002
        """Transcribing it failed; the sound stays."""
        with self._store.transaction(grant=grant) as tx:
            return shelf.save(tx, replace(self._mine(tx, id), failure=why, wanted_by="", tries=0))

    def want(self, id: str, practitioner: str, *, grant: Grant) -> Recording:  # noqa: A002
        """Somebody waits for its note; remembered, so that a server that is killed goes on at its next start."""
        with self._store.transaction(grant=grant) as tx:
            found = self._mine(tx, id)
            if found.state is not State.COMPLETE:
                return found
            return shelf.save(tx, replace(found, wanted_by=practitioner, tries=found.tries + 1))

    def delete_sound(self, id: str, why: str, *, grant: Grant, withdrawn: bool = False) -> Recording:  # noqa: A002
        """Delete the sound for good; that it was there, and why it went, stays. `withdrawn` ends the consent too."""
        with self._store.transaction(grant=grant) as tx:
            recording = shelf.load(tx, id)
            tx.require(Action.UPDATE, shelf.TYPE, id, recording.patient)
            if recording.state is State.DELETED:
                return recording
            gone = _moved(recording, State.DELETED, deleted=why)
            shelf.drop_sound(tx, id)
            if withdrawn:
                withdraw_consent(tx, recording.consent)
            put(tx, media_of(gone))
            _note(tx, gone, "delete-recording", why)
            shelf.save(tx, gone)
        self._store.connection().scrub("recording_piece", "recording_heard")
        return gone

    def heard(self, recording: Recording, block: str, *, grant: Grant) -> bytes | None:
        """What a speech model said of a block of it before."""
        with self._store.look(grant=grant) as tx:
            return shelf.heard_of(tx, recording, block)

    def keep_heard(self, recording: Recording, block: str, heard: bytes, *, grant: Grant) -> None:
        """Remember what a speech model said of a block, until the sound is deleted."""
        with self._store.transaction(grant=grant) as tx:
            if self._mine(tx, recording.id).state is not State.DELETED:
                shelf.keep_heard(tx, recording, block, heard)

    def _mine(self, tx: Transaction, id_: str) -> Recording:
        """A recording that this person may add to: whoever began it, and nobody else."""
        recording = shelf.load(tx, id_)
        tx.require(Action.UPDATE, shelf.TYPE, id_, recording.patient)
        if recording.by != tx.grant.who:
            raise NotAllowed("Somebody else made this recording.")
        return recording

    def _looked(self, tx: Transaction, id_: str) -> Recording:
        tx.admit(shelf.TYPE, "read")
        recording = shelf.load(tx, id_)
        tx.require(Action.READ, shelf.TYPE, id_, recording.patient)
        tx.audit(Action.READ, what=(f"Media/{id_}",), patient=recording.patient)
        return recording


def numbered(data: bytes, *, size: int = 1024**2) -> Iterator[Piece]:
    """A whole file as pieces."""
    for number, start in enumerate(range(0, max(len(data), 1), size)):
        part = data[start : start + size]
        yield Piece(number, part, hashlib.sha256(part).hexdigest())


def _check(piece: Piece) -> None:
    if not 0 <= piece.number < MOST_PIECES or not 0 < len(piece.data) <= MOST_PIECE_BYTES:
        raise BadInput(f"A piece of a recording has 1 byte to {MOST_PIECE_BYTES // 1024**2} MB.")
    if not hmac.compare_digest(hashlib.sha256(piece.data).hexdigest().encode(), piece.sha256.lower().encode()):
        raise BadInput("This piece was damaged on its way: its SHA-256 differs.", hint="Send it again.")


def _moved(recording: Recording, state: State, **changes: object) -> Recording:
    if state is not recording.state and state not in NEXT[recording.state]:
        raise Conflict("The recording has gone another way already.", hint="Load the page again.")
    return msgspec.structs.replace(recording, state=state, **changes)


def _note(tx: Transaction, recording: Recording, kind: str, detail: str) -> None:
    what = (f"Media/{recording.id}",)
    tx.audit(Action.EXECUTE, what=what, patient=recording.patient, type=kind, detail=detail)
