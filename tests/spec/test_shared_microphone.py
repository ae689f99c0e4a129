"""Where two people share a microphone, voices and words say who speaks; what stays doubtful is told as such."""

import re

import numpy as np
import pytest
from tests.voices import LINES, Visit, needs_espeak, visit, words_of

from attending.checks.evidence import check_evidence
from attending.drafts import Claim, Conversation, Role, Turn, Words
from attending.journeys.transcription import conversation_from
from attending.models import Heard, Word
from attending.record import Chart
from attending.scribe import hear_marks, tell_clinician
from attending.speech.activity import Region, find_speech
from attending.speech.by_voice import separate_by_voice
from attending.speech.by_words import told_apart_by_words
from attending.speech.separation import Leaning, RegionVoices, Separation
from attending.speech.speakers import separate
from attending.speech.talk import Wording, told_by
from attending.speech.transcript import Spoken, Transcript, spoken_by

WORDING = Wording(tell_clinician, hear_marks)
DOCTOR, PATIENT = "en-us+m1", "en-us+f2"
SHORT_ANSWERS = (
    (DOCTOR, "What can I do for you today?"),
    (PATIENT, "I have had a pain in my stomach for two weeks, and it is worse after I eat."),
    (DOCTOR, "Have you been sick with it?"),
    (PATIENT, "No."),
    (DOCTOR, "Any blood in your stools?"),
    (PATIENT, "No."),
    (DOCTOR, "Do you take any painkillers?"),
    (PATIENT, "Yeah, a bit."),
    (DOCTOR, "Have you lost any weight?"),
    (PATIENT, "Not really."),
    (DOCTOR, "I would like to take some blood and see you again in a week."),
    (PATIENT, "Okay, thank you."),
)


def heard(spoken: Visit, *, off_s: float = 0.0) -> list[Heard]:
    """What a recogniser hears of a visit, each of its times wrong by about so much."""
    rng = np.random.default_rng(5)
    made = []
    for line in spoken.lines:
        words = []
        for one in words_of(line):
            start, end = sorted(max(0.0, float(one[edge]) + rng.normal(0, off_s)) for edge in ("start", "end"))
            words.append(Word(start, end, str(one["word"])))
        made.append(Heard(line.start, line.end, line.text, tuple(words)))
    return made


@needs_espeak
@pytest.mark.parametrize("off_s", [0.0, 0.15])
@pytest.mark.parametrize("pause", [0.7, 0.2])
def test_a_short_answer_is_told_of_who_gives_it(pause, off_s):
    spoken = visit(SHORT_ANSWERS, pause=pause, noise=0.004)
    separation = separate(spoken.sound, find_speech(spoken.mono))
    told = spoken_by(heard(spoken, off_s=off_s), separation, wording=WORDING)
    assert [one.text for one in told] == [text for _, text in SHORT_ANSWERS]
    assert [one.speaker for one in told] == ["Speaker 1", "Speaker 2"] * 6


@needs_espeak
@pytest.mark.parametrize("pause", [0.7, 0.2])
def test_a_recogniser_that_writes_no_punctuation_costs_no_answer(pause):
    spoken = visit(SHORT_ANSWERS, pause=pause, noise=0.004)
    separation = separate(spoken.sound, find_speech(spoken.mono))
    told = spoken_by(bare(heard(spoken)), separation, wording=WORDING)
    assert [one.text for one in told] == [bare_text(text) for _, text in SHORT_ANSWERS]
    assert [one.speaker for one in told] == ["Speaker 1", "Speaker 2"] * 6


def bare(pieces: list[Heard]) -> list[Heard]:
    return [
        Heard(
            one.start,
            one.end,
            bare_text(one.text),
            tuple(Word(word.start, word.end, bare_text(word.text)) for word in one.words or ()),
        )
        for one in pieces
    ]


def bare_text(text: str) -> str:
    return re.sub("[.,?!]", "", text).lower()


def interview(apart: float) -> tuple[list[Heard], Separation]:
    """A long visit, and a voice every 0.4 s that is so far from the other's, for the noise in it."""
    rng, at, pieces, voices, middles = np.random.default_rng(3), 0.0, [], [], []
    usual, way = rng.normal(0, 1, 256), rng.normal(0, 1, 256)
    for number, (_, text) in enumerate((*LINES, *(*SHORT_ANSWERS, *LINES[:8]) * 4)):
        words = text.split()
        times = [Word(at + 0.3 * n, at + 0.3 * n + 0.28, word) for n, word in enumerate(words)]
        pieces.append(Heard(at, times[-1].end, text, tuple(times)))
        for middle in np.arange(at + 0.2, times[-1].end, 0.4):
            vector = usual + (number % 2 - 0.5) * apart * way + rng.normal(0, 0.3, 256)
            voices.append(vector / np.linalg.norm(vector))
            middles.append(middle)
        at = times[-1].end + 0.25
    whole = RegionVoices(np.array(voices, dtype=np.float32), np.array(middles))
    return pieces, separate_by_voice([Region(0.0, at)], [whole], None)


DICTATED = (
    "Mr Jones is sixty two and comes with knee pain.", "It began three weeks ago after a fall.", "No fever.",
    "I have had no weight loss, he says.", "He takes metformin, five hundred milligrams twice a day.", "Yes, it helps.",
    "The knee is warm, and bends to ninety degrees.", "My plan is an x-ray, and rest.", "I will see him in two weeks.",
)  # fmt: skip


@needs_espeak
@pytest.mark.parametrize("written", [list, bare], ids=["punctuated", "bare"])
def test_one_person_who_dictates_stays_one(written):
    spoken = visit(tuple((DOCTOR, line) for line in DICTATED), noise=0.004)
    pieces = written(heard(spoken))
    separation = told_apart_by_words(pieces, separate(spoken.sound, find_speech(spoken.mono)), WORDING)
    told = spoken_by(pieces, separation, wording=WORDING)
    assert {one.speaker for one in told} == {"Clinician"}
    transcript = Transcript(segments=told, language="en", seconds=60, speech_seconds=50, speakers=1,
                            how=separation.how, model="none")  # fmt: skip
    assert {turn.role for turn in conversation_from(transcript).turns} == {Role.CLINICIAN}


def test_a_message_that_a_patient_leaves_is_the_patients():
    lines = [text for who, text in (*LINES, *SHORT_ANSWERS) if who in (LINES[1][0], PATIENT)]
    words = tuple(Word(0.4 * n, 0.4 * n + 0.35, text) for n, text in enumerate(" ".join(lines).split()))
    voice = RegionVoices(np.ones((9, 256), dtype=np.float32) / 16, np.arange(9.0))
    pieces = [Heard(0.0, words[-1].end, " ".join(lines), words)]
    told = told_apart_by_words(pieces, separate_by_voice([Region(0.0, 40.0)], [voice], None), WORDING)
    assert {one.speaker for one in spoken_by(pieces, told, wording=WORDING)} == {"Patient"}


def test_voices_too_much_alike_are_told_apart_by_who_says_what():
    pieces, alone = interview(0.2)
    both = told_apart_by_words(pieces, alone, WORDING)
    assert (alone.how, both.how, both.speakers, both.sure) == ("one", "voices", 2, False)
    by_words = spoken_by(pieces, alone, wording=WORDING)
    told = spoken_by(pieces, both, wording=WORDING)
    assert len(by_words) < len(pieces)
    assert [one.speaker for one in told] == ["Speaker 1", "Speaker 2"] * (len(pieces) // 2)


def test_one_voice_that_reads_both_parts_stays_one():
    pieces, alone = interview(0.0)
    assert told_apart_by_words(pieces, alone, WORDING) is alone


def test_where_one_voice_is_found_the_words_alone_say_who_speaks_and_what_is_unsure():
    pieces, alone = interview(0.0)
    told = spoken_by(pieces, alone, wording=WORDING)
    assert {one.speaker for one in told} == {"Speaker 1", "Speaker 2"}
    assert told[0].text == LINES[0][1]
    assert any(one.unsure for one in told)


def silent(seconds: float) -> Leaning:
    """Voices that say nothing."""
    return Leaning((Region(0.0, seconds),), ((np.array([0.0, seconds]), np.zeros(2)),))


def test_words_that_anybody_could_say_in_a_voice_that_says_nothing_are_unsure():
    texts = ["Right.", "The", "left", "one.", "Okay.", "Monday."]
    words = [Word(n * 0.3, n * 0.3 + 0.25, text) for n, text in enumerate(texts)]
    assert min(told_by(words, silent(3.0), Wording(lambda _: 0.0, hear_marks)).likely) < 0.9


def test_a_sentence_from_a_turn_whose_speaker_is_unsure_is_to_be_checked():
    turns = (
        Turn(number=0, role=Role.CLINICIAN, text="Any fever?"),
        Turn(number=1, role=Role.PATIENT, text="No.", unsure=True),
    )
    said = Conversation(id="c", turns=turns)
    claim = Claim(
        id="1",
        place="section[0]",
        text="Denies fever.",
        evidence=(Words(conversation="c", turns=(0, 1), quotes=("Any fever?", "No.")),),
    )
    problems = check_evidence(claim, said, Chart(patient={}, as_of=None, resources={}))
    assert [(one.code, one.message) for one in problems] == [
        ("speaker-unsure", "It is not certain who says turn 2: please listen.")
    ]


def test_what_is_unsure_in_a_recording_is_unsure_in_its_conversation():
    segments = (
        Spoken(0.0, 2.0, "Speaker 1", "Good morning, what can I do for you today? Have you had any fever?"),
        Spoken(2.2, 2.6, "Speaker 2", "No.", True),
        Spoken(3.0, 9.0, "Speaker 1", "I would like to listen to your chest and take some blood from you today."),
        Spoken(9.2, 14.0, "Speaker 2", "I have had a cough for two weeks, doctor, and it keeps me awake at night."),
    )
    said = conversation_from(
        Transcript(
            segments=segments, language="en", seconds=14.0, speech_seconds=13.0, speakers=2, how="voices", model="m"
        )
    )
    assert [turn.unsure for turn in said.turns] == [False, True, False, False]
