"""Every move of the watch list, each one transaction with its audit event: runs of models, and words of people."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from attending.errors import BadInput, Conflict, NotFound
from attending.record import Store, Transaction
from attending.review.watch import shelf
from attending.review.watch.entry import (
    ACTIONS,
    DISMISSALS,
    NEXT,
    WatchCount,
    WatchEntry,
    WatchRow,
    WatchRun,
    WatchState,
    WatchWord,
    state_of,
)
from attending.security import Action, Grant

TYPE = "RiskAssessment"
"""Access to a risk is decided as for the resource it may become."""
MOST_TREND = 30
STALE = timedelta(hours=6)
"""A run that was interrupted longer ago is left as it is: its moment is no longer now, and a new one begins."""
LONGEST_WORDS = 2_000
_CODES = {WatchState.ACTED: ACTIONS, WatchState.DISMISSED: DISMISSALS}


class WatchList:
    """The watch list of one hospital, kept in its record's database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        shelf.prepare(store.connection())

    def begin(self, model: str, version: str, *, as_of: datetime, patients: int, grant: Grant) -> WatchRun:
        """Start a run, or go on with the one of this model and version that was interrupted less than `STALE` ago."""
        with self._store.transaction(grant=grant) as tx:
            tx.require(Action.CREATE, TYPE, None, None)
            for run in shelf.runs(tx, model, finished=False):
                if run.version == version and abs(as_of - run.as_of) < STALE:
                    return run
            run = WatchRun(id=secrets.token_hex(12), model=model, version=version, as_of=as_of, patients=patients)
            tx.audit(Action.CREATE, what=(_name(run.id),), type="risk-run", interaction="operation")
            return shelf.save_run(tx, run)

    def scored(self, run: WatchRun, *, grant: Grant) -> set[str]:
        """Patients that an interrupted run has scored already."""
        with self._store.look(grant=grant) as tx:
            tx.require(Action.READ, TYPE, None, None)
            return shelf.patients_of(tx, run.id)

    def keep(self, run: WatchRun, found: Sequence[WatchEntry], *, grant: Grant) -> None:
        """Keep the risks of some patients, together or not at all."""
        with self._store.transaction(grant=grant) as tx:
            for entry in found:
                tx.require(Action.CREATE, TYPE, None, entry.patient)
                shelf.save_entry(tx, run.id, entry)
            patients = (f"Patient/{entry.patient}" for entry in found)
            tx.audit(Action.CREATE, what=(_name(run.id), *patients), type="risk-score", interaction="operation")

    def open_entries(self, run: WatchRun, *, grant: Grant) -> list[WatchEntry]:
        """Risks of a run on which nobody has acted and which nobody has dismissed lately."""
        with self._store.look(grant=grant) as tx:
            tx.require(Action.READ, TYPE, None, None)
            waiting = (WatchState.NEW, WatchState.SEEN)
            return [one for one in shelf.entries(tx, run.id) if _state(tx, one) in waiting]

    def alerted_on(self, model: str, day: datetime, *, grant: Grant) -> set[str]:
        """Patients for whom this model has raised an alert on this day already."""
        with self._store.look(grant=grant) as tx:
            tx.require(Action.READ, TYPE, None, None)
            of_day = (run for run in shelf.runs(tx, model, finished=True) if run.as_of.date() == day.date())
            return {patient for run in of_day for patient in run.alerted}

    def finish(self, run: WatchRun, *, grant: Grant) -> WatchRun:
        """Close a run with its alerts; from now on it is what the list shows."""
        with self._store.transaction(grant=grant) as tx:
            tx.require(Action.CREATE, TYPE, None, None)
            patients = (f"Patient/{patient}" for patient in run.alerted)
            tx.audit(Action.CREATE, what=(_name(run.id), *patients), type="risk-alert", interaction="operation")
            return shelf.save_run(tx, replace(run, finished=True))

    def newest(self, *, grant: Grant) -> list[WatchRun]:
        """The newest finished run of each model."""
        with self._store.look(grant=grant) as tx:
            tx.require(Action.READ, TYPE, None, None)
            return [next(shelf.runs(tx, model, finished=True)) for model in shelf.models(tx)]

    def rows(self, run: WatchRun, *, most: int | None = None, grant: Grant) -> list[WatchRow]:
        """The list: alerts first, then by risk; what is not assessed last. Noted as one search of these patients."""
        with self._store.look(grant=grant) as tx:
            tx.require(Action.READ, TYPE, None, None)
            wanted = shelf.entries(tx, run.id, most=most)
            found = [_row(tx, one, run) for one in wanted if tx.covers(TYPE, one.patient)]
            patients = dict.fromkeys(f"Patient/{row.entry.patient}" for row in found)
            tx.audit(Action.EXECUTE, what=patients, type="risk-list", interaction="search")
        return sorted(found, key=lambda row: (not row.alerted, -(row.entry.probability or -1), row.entry.patient))

    def of_patient(self, patient: str, *, grant: Grant) -> list[WatchRow]:
        """What the newest run of each model says of one patient."""
        with self._store.look(grant=grant) as tx:
            tx.require(Action.READ, TYPE, None, patient)
            tx.audit(Action.READ, what=(f"Patient/{patient}",), patient=patient, type="risk-list")
            newest = [next(shelf.runs(tx, model, finished=True)) for model in shelf.models(tx)]
            found = ((run, shelf.entry_of(tx, run.id, patient)) for run in newest)
            return [_row(tx, entry, run) for run, entry in found if entry is not None]

    def answers(self, *, grant: Grant) -> list[WatchCount]:
        """How the alerts of each model were answered, counted by coded reason; words and names are not shown."""
        with self._store.transaction(grant=grant) as tx:
            tx.require(Action.READ, TYPE, None, None)
            tx.audit(Action.EXECUTE, what=(), type="risk-answers", interaction="search")
            return [_answers(tx, model) for model in shelf.models(tx)]

    def say(
        self, model: str, patient: str, state: WatchState, *, reason: str = "", text: str = "", grant: Grant
    ) -> WatchRow:
        """Say that a risk was seen, acted on or dismissed; the last two carry a coded reason, "other" needs words.

        Raises:
            NotFound: no run of this model has scored this patient.
            BadInput: no such reason, or "other" without words.
            Conflict: the life cycle does not allow it now.
        """
        if state is WatchState.NEW:
            raise BadInput("A risk is seen, acted on or dismissed.")
        words = _checked(state, reason, text)
        with self._store.transaction(grant=grant) as tx:
            tx.require(Action.READ if state is WatchState.SEEN else Action.EXECUTE, TYPE, None, patient)
            run = next(shelf.runs(tx, model, finished=True), None)
            entry = None if run is None else shelf.entry_of(tx, run.id, patient)
            if run is None or entry is None:
                raise NotFound("There is no such risk, or not for this role.")
            now = _state(tx, entry)
            if state is not now:
                if state not in NEXT[now]:
                    raise Conflict(f"This risk is {now.value}: it cannot become {state.value}.")
                word = WatchWord(
                    state=state, by=tx.grant.who, when=tx.now, reason=reason, text=words, probability=entry.probability
                )
                shelf.say(tx, model, patient, word)
                tx.audit(
                    Action.EXECUTE, what=(_name(run.id),), patient=patient, type=f"risk-{state.value}", detail=reason,
                    interaction="operation",
                )  # fmt: skip
            return _row(tx, entry, run)

    def issue_card(self, card: str, model: str, patient: str, *, grant: Grant) -> None:
        """Remember a card that was shown in another system."""
        with self._store.transaction(grant=grant) as tx:
            tx.require(Action.READ, TYPE, None, patient)
            shelf.keep_card(tx, card, model, patient)
            tx.audit(Action.READ, what=(f"Patient/{patient}",), patient=patient, type="risk-card")

    def risk_of_card(self, card: str, *, grant: Grant) -> tuple[str, str] | None:
        """Model and patient of a card that was shown; None for a card of somebody else.

        What is done with them needs a grant for that patient.
        """
        with self._store.look(grant=grant) as tx:
            grant.require(Action.READ, TYPE, None)
            return shelf.card_of(tx, card)


def _checked(state: WatchState, reason: str, text: str) -> str:
    said = text.strip()
    codes = _CODES.get(state, {})
    if codes and reason not in codes:
        raise BadInput("A coded reason is needed.", hint=f"One of: {', '.join(codes)}.")
    if reason == "other" and not said:
        raise BadInput("Another reason needs words.")
    if len(said) > LONGEST_WORDS:
        raise BadInput(f"The words have at most {LONGEST_WORDS:,} characters.")
    return said


def _row(tx: Transaction, entry: WatchEntry, run: WatchRun) -> WatchRow:
    words = shelf.words(tx, entry.model, entry.patient)
    return WatchRow(
        entry=entry,
        alerted=entry.patient in run.alerted,
        state=state_of(words, entry.probability, tx.now),
        words=words,
        trend=shelf.trend(tx, entry.model, entry.patient, most=MOST_TREND),
    )


def _answers(tx: Transaction, model: str) -> WatchCount:
    alerts = {(run.as_of.date(), who) for run in shelf.runs(tx, model, finished=True) for who in run.alerted}
    spoken = [(who, word) for who, word in shelf.all_words(tx, model) if word.state in _CODES]
    alerted = {who for _, who in alerts}
    counts = {state: Counter(word.reason for _, word in spoken if word.state is state) for state in _CODES}
    return WatchCount(
        model=model,
        alerts=len(alerts),
        patients=len(alerted),
        answered=len(alerted & {who for who, _ in spoken}),
        acted=dict(counts[WatchState.ACTED]),
        dismissed=dict(counts[WatchState.DISMISSED]),
    )


def _state(tx: Transaction, entry: WatchEntry) -> WatchState:
    return state_of(shelf.words(tx, entry.model, entry.patient), entry.probability, tx.now)


def _name(run: str) -> str:
    return f"https://attending.invalid/risk-run/{run}"
