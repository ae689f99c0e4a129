"""What was learned of a practitioner's wording, for them to see, to forget and to learn again."""

from collections.abc import Sequence
from dataclasses import dataclass

from attending.errors import NotFound
from attending.journeys.clinic import Clinic
from attending.scribe.wording import Changed, Wording, learn_wordings, notes_with
from attending.security import Grant


@dataclass(frozen=True)
class Learned:
    """One wording and the reviews of the signed notes it was learned from."""

    wording: Wording
    reviews: tuple[str, ...]


@dataclass(frozen=True)
class WordingSheet:
    """What was learned of a practitioner's wording: whether it is used, and what was forgotten on request."""

    used: bool
    learned: tuple[Learned, ...]
    forgotten: tuple[Learned, ...]


def wording_sheet(practitioner: str, *, clinic: Clinic, grant: Grant) -> WordingSheet:
    """Everything learned of a practitioner's wording, with the notes that taught it."""
    found, used, given_up = clinic.reviews.wordings(practitioner, grant=grant)
    changes = [Changed(one.note, one.before, one.after) for one in found]
    every = [Learned(one, notes_with(one, changes)) for one in learn_wordings(changes)]
    gone = [one for one in every if (one.wording.before, one.wording.after) in given_up]
    return WordingSheet(used, tuple(one for one in every if one not in gone), tuple(gone))


def forget_wording(practitioner: str, phrase: str, *, clinic: Clinic, grant: Grant) -> None:
    """Forget what is written for a phrase."""
    one = _of_phrase(wording_sheet(practitioner, clinic=clinic, grant=grant).learned, phrase)
    clinic.reviews.forget_wording(practitioner, one.before, one.after, grant=grant)


def restore_wording(practitioner: str, phrase: str, *, clinic: Clinic, grant: Grant) -> None:
    """Use a forgotten wording again."""
    one = _of_phrase(wording_sheet(practitioner, clinic=clinic, grant=grant).forgotten, phrase)
    clinic.reviews.restore_wording(practitioner, one.before, one.after, grant=grant)


def _of_phrase(wordings: Sequence[Learned], phrase: str) -> Wording:
    for one in wordings:
        if one.wording.before == " ".join(phrase.lower().split()):
            return one.wording
    raise NotFound("No wording was learned for this phrase.", hint="`attending wording list` names them.")
