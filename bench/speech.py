"""How fast and how well speech is found and speakers are told apart: `python -m bench.speech [--data DATA]`.

Synthetic visits of espeak-ng have known times; of the one real recording (DATA/osce-interviews/audio) only its
transcript is known, so it is compared by turns and by each speaker's share. Seconds are processor seconds of one
thread: set OMP_NUM_THREADS=1.
"""

import argparse
import csv
import re
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.voices import LINES, Visit, visit, words_of

from attending.drafts import Role
from attending.journeys.transcription import conversation_from
from attending.models import Heard, Word
from attending.models.speech_folder import SpeechFolder
from attending.scribe import hear_marks, tell_clinician
from attending.scribe.training.roles import is_held_out, tagged_dialogue
from attending.scribe.transcripts.decode import decode
from attending.speech import Transcript, Wording, read_sound
from attending.speech.activity import FRAME, Region, find_speech
from attending.speech.by_words import told_apart_by_words
from attending.speech.listen import Asking, listen
from attending.speech.separation import Separation
from attending.speech.sound import RATE, Sound
from attending.speech.speakers import separate
from attending.speech.transcript import spoken_by
from attending.speech.word_speakers import speakers_of
from attending.terms.drugs import find_drugs

PAIRS = (("en-us+m1", "en-us+f2"), ("en-gb+m3", "en-gb+f3"), ("en-us+m7", "en-gb+f1"), ("en-us+m2", "en-us+m7"),
         ("en-us+f1", "en-gb+f4"))  # fmt: skip
NOISES = (0.001, 0.01)
PAUSES = (0.7, 0.15)
COMMON = (
    "atorvastatin", "metformin", "lisinopril", "levothyroxine", "amlodipine", "metoprolol",
    "albuterol", "losartan", "gabapentin", "omeprazole", "sertraline", "rosuvastatin",
    "pantoprazole", "escitalopram", "hydrochlorothiazide", "bupropion", "fluoxetine", "semaglutide",
    "montelukast", "simvastatin", "apixaban", "prednisone", "furosemide", "insulin",
    "amoxicillin", "ibuprofen", "acetaminophen", "clopidogrel", "empagliflozin", "tamsulosin",
    "trazodone", "duloxetine", "carvedilol", "fluticasone", "meloxicam", "citalopram",
    "venlafaxine", "cetirizine", "aspirin", "warfarin", "allopurinol", "azithromycin",
    "doxycycline", "cephalexin", "spironolactone", "lamotrigine", "naproxen", "topiramate",
    "tramadol", "rivaroxaban",
)  # fmt: skip
"""Most prescribed ingredients of US outpatient care, told to the model to see what that does to its words."""
INTERVIEWS, TURNS, LONGEST_TURN, SHORT = 20, 34, 400, 3
"""Interviews that are spoken, turns of each, signs of a turn, and words of a short answer."""
DICTATED = 30
"""Sentences of a note that is dictated."""
WORDING = Wording(tell_clinician, hear_marks)
COLLAR_S = 0.25
GRAIN_S = 0.01


def main() -> None:
    """One line per measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", type=Path, help="Folder of a faster-whisper model: its word errors too.")
    parser.add_argument(
        "--shared-only", action="store_true", help="Nothing but whose words they are on one microphone."
    )
    parser.add_argument("--dictation-only", action="store_true", help="Nothing but one person who dictates.")
    parser.add_argument("--words-only", action="store_true", help="Nothing but the word errors.")
    asked = parser.parse_args()
    if asked.dictation_only:
        dictation(asked.data / "aci-bench" / "challenge_data" / "valid.csv")
        return
    if asked.shared_only:
        shared(asked.data / "osce-interviews" / "transcripts")
        return
    if not asked.words_only:
        synthetic()
        silence()
        real(asked.data / "osce-interviews")
        shared(asked.data / "osce-interviews" / "transcripts")
        dictation(asked.data / "aci-bench" / "challenge_data" / "valid.csv")
    if asked.model:
        words(asked.data / "osce-interviews", asked.model)


def synthetic() -> None:
    """Speech found and speakers told apart in visits of two synthetic voices."""
    for how in ("voices", "channels"):
        for noise in NOISES:
            for pause in PAUSES:
                rows = [_one(pair, noise, pause, how) for pair in PAIRS]
                missed, false, der, right = np.mean(rows, axis=0)
                print(
                    f"espeak-ng, {len(PAIRS)} pairs, {how}, noise {noise:g}, pause {pause:g} s: missed {missed:.1%}, "
                    f"false {false:.1%}, diarisation error {der:.1%}, two speakers found in {right:.0%}"
                )


def _one(pair: tuple[str, str], noise: float, pause: float, how: str) -> tuple[float, float, float, float]:
    spoken = visit(tuple((pair[number % 2], text) for number, (_, text) in enumerate(LINES)), pause=pause, noise=noise)
    regions = find_speech(spoken.mono)
    sound = spoken.sound if how == "voices" else Sound(spoken.stereo)
    separation = separate(sound, regions)
    return (*_errors(spoken, regions, separation), float(separation.speakers == 2))


def _errors(spoken: Visit, regions: tuple[Region, ...], separation: Separation) -> tuple[float, float, float]:
    """Missed and false speech, and the diarisation error rate, each as a part of the speech; borders do not count."""
    size = int(len(spoken.mono) / RATE / GRAIN_S) + 1
    truth, said, counts = np.full(size, -1), np.full(size, -1), np.ones(size, dtype=bool)
    for line in spoken.lines:
        truth[_slice(line.start, line.end)] = line.speaker
        for border in (line.start, line.end):
            counts[_slice(max(0.0, border - COLLAR_S), border + COLLAR_S)] = False
    for one in separation.voiced:
        said[_slice(one.start, one.end)] = one.speaker
    heard = np.zeros(size, dtype=bool)
    for region in regions:
        heard[_slice(region.start, region.end)] = True
    speech = max(1, int(((truth >= 0) & counts).sum()))
    wrong = min(
        int(((truth >= 0) & (said >= 0) & (np.where(said >= 0, swap[np.minimum(said, 1)], -1) != truth) & counts).sum())
        for swap in (np.array([0, 1]), np.array([1, 0]))
    )
    missed, false = int(((truth >= 0) & ~heard & counts).sum()), int(((truth < 0) & heard & counts).sum())
    return missed / speech, false / speech, (missed + false + wrong) / speech


def _slice(start: float, end: float) -> slice:
    return slice(int(start / GRAIN_S), int(end / GRAIN_S))


def silence() -> None:
    """Minutes of speech found where nobody speaks."""
    rng, at = np.random.default_rng(1), np.arange(300 * RATE) / RATE
    for name, samples in (
        ("silence", np.zeros(len(at))),
        ("white noise", rng.normal(0, 0.05, len(at))),
        ("brown noise", np.cumsum(rng.normal(0, 1, len(at))) * 2e-4 % 0.2),
        ("mains hum", 0.2 * np.sin(2 * np.pi * 50 * at)),
    ):
        found = find_speech(samples.astype(np.float32))
        print(f"five minutes of {name}: {sum(region.seconds for region in found):.1f} s of speech found")


def real(folder: Path) -> None:
    """The OSCE recording against its transcript, and the time each step takes."""
    recording = folder / "audio" / "CAR0004.mp3"
    if not recording.is_file():
        print("the OSCE recording is not there: not measured")
        return
    begun = time.process_time()
    sound = read_sound(recording.read_bytes())
    decoded = time.process_time()
    regions = find_speech(sound.mono)
    found = time.process_time()
    separation = separate(sound, regions)
    ended = time.process_time()
    seconds = sound.seconds
    for step, took in (("decode", decoded - begun), ("voice activity", found - decoded), ("speakers", ended - found)):
        print(f"OSCE recording of {seconds:.0f} s: {step} {took:.1f} s, {took / seconds:.3f} × real time")
    turns = re.findall(r"^([DP]):\s*(.+)$", (folder / "transcripts" / "CAR0004.txt").read_text("utf-8-sig"), re.M)
    words = {who: sum(len(text.split()) for speaker, text in turns if speaker == who) for who in "DP"}
    lengths = _lengths(separation)
    changes = sum(a.speaker != b.speaker for a, b in pairwise(separation.voiced)) + 1
    speech = sum(region.seconds for region in regions)
    print(
        f"OSCE recording: {len(regions)} regions, {speech:.0f} s of speech, {separation.speakers} speakers, sure: "
        f"{separation.sure}; first speaker {lengths[0] / lengths.sum():.1%} of the speech, "
        f"{words['D'] / sum(words.values()):.1%} of the words; {changes} turns heard, {len(turns)} written"
    )
    print(f"a decision each {FRAME / RATE * 1000:.0f} ms")


def shared(folder: Path) -> None:
    """Words and short answers told to the wrong person of one microphone: by voice alone, and in the note's turns.

    Interviews that the wording model never saw, each spoken by two voices; times of words exact, and off by 0.15 s;
    with the punctuation of the transcript, and with none, in lower case. By voice alone whichever of the two is who;
    in the note's turns a clinician's word must be a clinician's.
    """
    paths = [p for p in sorted(folder.glob("*.txt")) if is_held_out(p.name)][:INTERVIEWS]
    if not paths:
        print("the OSCE transcripts are not there: not measured")
        return
    counts: dict[str, NDArray[np.float64]] = {}
    for number, path in enumerate(paths):
        turns = [(doctor, _speakable(text)) for doctor, text in tagged_dialogue(decode(path.read_bytes()).text)]
        turns = [(doctor, text) for doctor, text in turns if 0 < len(text) <= LONGEST_TURN][:TURNS]
        pair = PAIRS[number % len(PAIRS)]
        spoken = visit(
            tuple((pair[not doctor], text) for doctor, text in turns), pause=PAUSES[number % 2], noise=NOISES[1]
        )
        separation = separate(spoken.sound, find_speech(spoken.mono))
        found = "two voices found" if separation.leaning else "one voice found"
        for off_s in (0.0, 0.15):
            for marks in (True, False):
                told, turn = _timed(spoken, off_s, seed=number, marks=marks)
                clinician = np.array([turns[at][0] for at in turn])
                by_voice = np.array(speakers_of(told, separation))
                best = max((by_voice == clinician, by_voice != clinician), key=np.sum)
                roles = np.array(_roles(told, separation))
                for how, right in (("by voice alone", best), ("in the note's turns", roles == clinician)):
                    key = f"times off by {off_s:g} s, {'' if marks else 'un'}punctuated, {found}, {how}"
                    counts[key] = counts.get(key, np.zeros(5)) + _wrongly_told(turn, right)
    for key, (bad, every, bad_short, short, files) in sorted(counts.items()):
        print(
            f"one microphone, {key}, {files:.0f} interviews: {bad / every:.1%} of {every:.0f} words and "
            f"{bad_short / short:.1%} of {short:.0f} answers of at most three words are somebody else's"
        )


def dictation(path: Path) -> None:
    """Words of one person who dictates a note that the turns of the note give to somebody else than a clinician."""
    if not path.is_file():
        print("the ACI-BENCH notes are not there: not measured")
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        notes = [row["note"] for row in csv.DictReader(file)]
    for marks in (True, False):
        wrong, every = 0, 0
        for number, note in enumerate(notes):
            said = [
                _speakable(line).lstrip("-' ")
                for line in re.split(r"(?<=[.?!])\s|\n", note)
                if re.search("[a-z]", line)
            ]
            lines = [line for line in said if 0 < len(line) <= LONGEST_TURN][:DICTATED]
            voice = PAIRS[number % len(PAIRS)][number // len(PAIRS) % 2]
            spoken = visit(tuple((voice, line) for line in lines), pause=PAUSES[number % 2], noise=NOISES[1])
            told, _ = _timed(spoken, 0.0, seed=number, marks=marks)
            roles = _roles(told, separate(spoken.sound, find_speech(spoken.mono)))
            wrong, every = wrong + roles.count(False), every + len(roles)
        print(
            f"one person dictates, {'' if marks else 'un'}punctuated, {len(notes)} notes: "
            f"{wrong / every:.1%} of {every} words are somebody else's"
        )


def _roles(told: list[Word], separation: Separation) -> list[bool]:
    """Whether each word is a clinician's in the conversation that a note is drafted from."""
    heard = [Heard(told[0].start, told[-1].end, " ".join(word.text for word in told), tuple(told))]
    apart = told_apart_by_words(heard, separation, WORDING)
    segments = spoken_by(heard, apart, wording=WORDING)
    speakers = len({one.speaker for one in segments})
    said = conversation_from(
        Transcript(
            segments=segments, language="en", seconds=told[-1].end, speech_seconds=told[-1].end, speakers=speakers,
            how=apart.how, model="none",
        )
    )  # fmt: skip
    return [turn.role is Role.CLINICIAN for turn in said.turns for _ in turn.text.split()]


def _speakable(text: str) -> str:
    return " ".join(re.sub(r"[\[(].*?[\])]|[^\w .,?!'-]", " ", text).split()) if re.search(r"\w", text) else ""


def _timed(spoken: Visit, off_s: float, *, seed: int, marks: bool) -> tuple[list[Word], NDArray[np.int64]]:
    """Each word with its times, and the turn that it is of."""
    rng, told, turn = np.random.default_rng(seed), [], []
    for number, line in enumerate(spoken.lines):
        for one in words_of(line):
            start, end = sorted(max(0.0, float(str(one[edge])) + rng.normal(0, off_s)) for edge in ("start", "end"))
            text = str(one["word"])
            if re.search(r"\w", text):
                told.append(Word(start, end, text if marks else re.sub("[.,?!]", "", text).lower()))
                turn.append(number)
    return told, np.array(turn)


def _wrongly_told(turn: NDArray[np.int64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Wrong words, words, wrong short turns, short turns, and one interview."""
    short = [right[turn == number] for number in set(turn.tolist()) if (turn == number).sum() <= SHORT]
    wrong = sum(one.mean() <= 0.5 for one in short)
    return np.array([(~right).sum(), len(right), wrong, len(short), 1], dtype=np.float64)


def words(folder: Path, model: Path) -> None:
    """Word errors of the whole way on the OSCE recording, with the likely names told to the model and without."""
    sound = read_sound((folder / "audio" / "CAR0004.mp3").read_bytes())
    said = " ".join(
        re.findall(r"^[DP]:\s*(.+)$", (folder / "transcripts" / "CAR0004.txt").read_text("utf-8-sig"), re.M)
    )
    truth, medicines = _spoken(said), _medicines(said)
    for told, names in (("nothing told", ()), ("fifty medicines told", COMMON)):
        begun = time.process_time()
        heard = listen(sound, SpeechFolder(model), Asking(vocabulary=names))
        took = time.process_time() - begun
        text = " ".join(one.text for one in heard.segments)
        invented = sorted(_medicines(text) - medicines)
        wrong = _distance(truth, _spoken(text)) / len(truth)
        print(
            f"OSCE recording, {told}: {wrong:.1%} of {len(truth)} words wrong; medicines that nobody said: "
            f"{', '.join(invented) or 'none'}; {took:.0f} s",
            flush=True,
        )


def _medicines(text: str) -> set[str]:
    return {text[found.start : found.end].lower() for found in find_drugs(text)}


def _spoken(text: str) -> list[str]:
    """Words as they count: in lower case, hesitations apart."""
    return [word for word in re.findall(r"[a-z0-9']+", text.lower()) if word not in {"um", "uh", "uhm", "mhm", "hmm"}]


def _distance(truth: list[str], heard: list[str]) -> int:
    """Levenshtein's distance in words."""
    row = list(range(len(heard) + 1))
    for place, word in enumerate(truth, start=1):
        before, row[0] = row[0], place
        for at, other in enumerate(heard, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[-1]


def _lengths(separation: Separation) -> NDArray[np.float64]:
    lengths = np.zeros(max(2, separation.speakers))
    for one in separation.voiced:
        lengths[one.speaker] += one.end - one.start
    return lengths


if __name__ == "__main__":
    main()
