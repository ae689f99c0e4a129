"""Who is the clinician: labels that name a role are believed unless the words clearly say otherwise.

Read by `transcripts.read`. Whatever was decided from the words is said in the remarks, and what could not be
decided stays unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np

from attending.drafts import Role
from attending.scribe.transcripts.labels import names_staff, role_of
from attending.scribe.transcripts.pieces import Piece, Transcript, join_fragments
from attending.scribe.transcripts.role_model import RoleModel, read_words
from attending.scribe.transcripts.unlabelled import best_path, turns_of

SURE_MARGIN = 1.0
"""Mean log-odds by which one speaker must sound more like a clinician than another before a decision is taken."""
ENOUGH_WORDS = 12
"""Words a speaker must have said to be judged."""
EXCHANGE_RATE = 0.01
"""Prior probability, per turn, that a run of exchanged labels begins or ends; set on injected runs (see README)."""

_OPPOSITE = {Role.CLINICIAN: Role.PATIENT, Role.PATIENT: Role.CLINICIAN}


@dataclass(frozen=True)
class Assigned:
    """Pieces as turns with their roles, and what was decided or doubted."""

    turns: tuple[tuple[Role, Piece], ...]
    remarks: tuple[str, ...]


def assign_roles(transcript: Transcript, model: RoleModel) -> Assigned:
    """Give every turn a role."""
    pieces = transcript.pieces if transcript.whole_turns else join_fragments(transcript.pieces)
    labels = list(dict.fromkeys(piece.speaker for piece in pieces if piece.speaker))
    stated = {label: role for label in labels if (role := role_of(label))}
    if transcript.language != "en":
        roles = tuple((stated.get(piece.speaker or "", Role.UNKNOWN), piece) for piece in pieces)
        return Assigned(roles, ("The words were not used to tell the speakers apart: that works for English only.",))
    if not labels or (len(labels) == 1 and not stated and not transcript.separate and all(p.speaker for p in pieces)):
        return _without_labels(pieces, model, whole_turns=transcript.whole_turns and not labels)
    if len(labels) == 1 and not transcript.separate and _is_exchange(transcript.pieces):
        judged = _without_labels([replace(piece, speaker=None) for piece in transcript.pieces], model, whole_turns=True)
        return Assigned(judged.turns, (_ONE_MARKED,))
    roles_of, remarks = _roles_of_labels(labels, stated, pieces, model)
    turns = [(roles_of[piece.speaker] if piece.speaker else Role.UNKNOWN, piece) for piece in pieces]
    turns, repaired = _repair_exchanged(turns, model)
    turns, guessed = _guess_missing(turns, model)
    if len(labels) == 1 and not guessed:
        remarks.append("Only one speaker is marked in this transcript.")
    return Assigned(tuple(turns), (*remarks, *repaired, *guessed))


_ONE_MARKED = (
    "Only one speaker is marked in this transcript, but it holds questions and answers. Who speaks was judged from the "
    "words: please check."
)
QUESTIONS = 3
"""Questions, each followed by what is none, from which one label stands for two people; who dictates asks none."""


def _is_exchange(pieces: Sequence[Piece]) -> bool:
    """Whether lines under one label are questions and answers."""
    asks = [piece.text.rstrip().endswith("?") for piece in pieces]
    return sum(asked and not answered for asked, answered in pairwise(asks)) >= QUESTIONS


def _without_labels(pieces: Sequence[Piece], model: RoleModel, *, whole_turns: bool) -> Assigned:
    words = sum(len(read_words(piece.text)) for piece in pieces)
    if words < ENOUGH_WORDS:
        return Assigned(
            tuple((Role.UNKNOWN, piece) for piece in pieces),
            ("No speakers are marked and too little was said to tell them apart.",),
        )
    turns = turns_of(pieces, model, whole_turns=whole_turns)
    roles = tuple((Role.CLINICIAN if is_clinician else Role.PATIENT, piece) for is_clinician, piece in turns)
    cut = "Who speaks" if whole_turns else "Where one speaker ends and the next begins, and who speaks,"
    return Assigned(
        roles, (f"No speakers are marked in this transcript. {cut} was judged from the words: please check.",)
    )


def _roles_of_labels(
    labels: Sequence[str], stated: dict[str, Role], pieces: Sequence[Piece], model: RoleModel
) -> tuple[dict[str, Role], list[str]]:
    """Decide the role of each label, and say what was decided from the words."""
    voices = {label: _voice(label, pieces, model) for label in labels}
    clinicians = [label for label in labels if stated.get(label) is Role.CLINICIAN]
    patients = [label for label in labels if stated.get(label) is Role.PATIENT]
    if clinicians and patients:
        return _check_stated(labels, stated, voices)
    nameless = [label for label in labels if label not in stated]
    roles = dict(stated)
    if not nameless and (clinicians or len(labels) == 1):
        return roles, []
    if len(labels) == 1:
        only = voices[labels[0]]
        sure = abs(only.score) >= SURE_MARGIN and only.words >= ENOUGH_WORDS
        return {labels[0]: (Role.CLINICIAN if only.score > 0 else Role.PATIENT) if sure else Role.UNKNOWN}, []
    if not clinicians:
        # a nurse or a pharmacist may see the patient alone; and where all have a role, somebody's label is wrong
        candidates = [*nameless, *(label for label in labels if names_staff(label))] if nameless else labels
        best = max(candidates, key=lambda label: voices[label].score)
        others = [voices[label].score for label in labels if label != best and voices[label].words >= ENOUGH_WORDS]
        if voices[best].words < ENOUGH_WORDS or not others or voices[best].score - max(others) < SURE_MARGIN:
            return roles | dict.fromkeys(nameless, Role.UNKNOWN), [
                "Who the clinician is could not be told: please check."
            ]
        roles[best] = Role.CLINICIAN
        nameless = [label for label in nameless if label != best]
    if not patients and nameless:
        first = max(nameless, key=lambda label: voices[label].words)
        roles[first] = Role.PATIENT
        nameless.remove(first)
    roles |= dict.fromkeys(nameless, Role.OTHER)
    return roles, ["The labels do not say who the clinician is; this was judged from the words."]


def _check_stated(
    labels: Sequence[str], stated: dict[str, Role], voices: dict[str, "_Voice"]
) -> tuple[dict[str, Role], list[str]]:
    """Exchange clinician and patient when the words of the whole visit say that the labels are exchanged."""
    roles = dict.fromkeys(labels, Role.OTHER) | stated
    clinician = _together(voices[label] for label in labels if roles[label] is Role.CLINICIAN)
    patient = _together(voices[label] for label in labels if roles[label] is Role.PATIENT)
    margin = clinician.score - patient.score
    if min(clinician.words, patient.words) < ENOUGH_WORDS or margin > SURE_MARGIN:
        return roles, []
    if margin > -SURE_MARGIN:
        return roles, ["The words do not clearly fit the speaker labels, which were kept: please check who is who."]
    exchanged = {label: _OPPOSITE.get(role, role) for label, role in roles.items()}
    return exchanged, ["The labels of clinician and patient were exchanged throughout, as the words show."]


@dataclass(frozen=True)
class _Voice:
    score: float
    words: int


def _voice(label: str, pieces: Sequence[Piece], model: RoleModel) -> _Voice:
    return _together(_voice_of(piece.text, model) for piece in pieces if piece.speaker == label)


def _voice_of(text: str, model: RoleModel) -> _Voice:
    return _Voice(model.score(text), len(read_words(text)))


def _together(voices: Iterable[_Voice]) -> _Voice:
    heard = [voice for voice in voices if voice.words]
    if not heard:
        return _Voice(0.0, 0)
    weights = np.array([min(voice.words, 20) for voice in heard], dtype=float)
    scores = np.array([voice.score for voice in heard])
    return _Voice(float((weights * scores).sum() / weights.sum()), sum(voice.words for voice in heard))


def _repair_exchanged(
    turns: list[tuple[Role, Piece]], model: RoleModel
) -> tuple[list[tuple[Role, Piece]], tuple[str, ...]]:
    """Exchange the labels of runs of turns whose words strongly fit the other speaker."""
    signs = {Role.CLINICIAN: 1.0, Role.PATIENT: -1.0}
    if len({role for role, _ in turns} & signs.keys()) < 2:
        return turns, ()
    against = np.array([-signs.get(role, 0.0) * model.score(piece.text) for role, piece in turns])
    path = best_path(against, np.full((len(turns), 2), EXCHANGE_RATE))
    runs = [
        index
        for run in _stretches([bool(state) for state in path])
        if _is_exchanged([turns[index] for index in run], model)
        for index in run
        if turns[index][0] in _OPPOSITE
    ]
    if not runs or len(runs) > 0.5 * len(turns):
        return turns, ()
    repaired = list(turns)
    for index in runs:
        role, piece = turns[index]
        repaired[index] = (_OPPOSITE[role], piece)
    many = len(runs) > 1
    remark = (
        f"The speaker label{'s' if many else ''} of {len(runs)} turn{'s' if many else ''} "
        f"(first: turn {runs[0] + 1}) {'were' if many else 'was'} exchanged, as the words show."
    )
    return repaired, (remark,)


def _stretches(marked: Sequence[bool]) -> list[list[int]]:
    """The places of each unbroken stretch that is marked."""
    return [[i for i, _ in group] for mark, group in groupby(enumerate(marked), key=itemgetter(1)) if mark]


def _is_exchanged(run: Sequence[tuple[Role, Piece]], model: RoleModel) -> bool:
    """Whether what stands under each label fits the other speaker, and is more than "Can I drive?"."""
    fits = {Role.CLINICIAN: -1.0, Role.PATIENT: 1.0}
    voices = {
        role: _together(_voice_of(piece.text, model) for labelled, piece in run if labelled is role)
        for role in fits.keys() & {labelled for labelled, _ in run}
    }
    return all(
        voice.words >= ENOUGH_WORDS and fits[role] * voice.score > SURE_MARGIN / 2 for role, voice in voices.items()
    )


def _guess_missing(
    turns: list[tuple[Role, Piece]], model: RoleModel
) -> tuple[list[tuple[Role, Piece]], tuple[str, ...]]:
    """Judge turns without any label by their own words, where these are clear."""
    missing = [index for index, (_, piece) in enumerate(turns) if piece.speaker is None]
    if not missing:
        return turns, ()
    guessed = list(turns)
    for index in missing:
        piece = turns[index][1]
        score = model.score(piece.text)
        if abs(score) >= SURE_MARGIN and len(read_words(piece.text)) > 2:
            guessed[index] = (Role.CLINICIAN if score > 0 else Role.PATIENT, piece)
    many = len(missing) > 1
    return guessed, (
        f"{len(missing)} turn{'s have' if many else ' has'} no speaker label; who speaks was judged from the words.",
    )
