"""What the clinician should know of a transcript: what was left out, whose words are unsure, which names to check."""

from collections.abc import Sequence

from attending.speech.filters import Skipped
from attending.speech.separation import Separation
from attending.speech.sound import Sound
from attending.speech.transcript import Spoken
from attending.terms.drugs import find_drugs

MOST_NAMED, MOST_PLACES = 12, 6
MISSING_S, MISSING_PART = 2.0, 0.02  # less at the end of a file is the padding of its coding


def remarks_of(segments: Sequence[Spoken], skipped: Sequence[Skipped], separation: Separation) -> tuple[str, ...]:
    """Each a sentence, in the order of their weight."""
    return (*_left_out(skipped), *_unsure(separation), *_medicines(segments))


def cut_off(sound: Sound) -> tuple[str, ...]:
    """Where a file ends before the length that it tells: the end of the visit is not there."""
    missing = (sound.told_s or 0.0) - sound.seconds
    if missing < max(MISSING_S, MISSING_PART * sound.seconds):
        return () if sound.ends else (_no_end(sound),)
    return (
        f"The file of this recording is cut off: it tells of {length_of(sound.told_s or 0.0)}, and "
        f"{length_of(sound.seconds)} of it are here. What was said after that is not in the note.",
    )


def _no_end(sound: Sound) -> str:
    return (
        f"The file of this recording has no end: {length_of(sound.seconds)} of it are here, and how much is missing it "
        "does not tell. What was said after that is not in the note."
    )


def length_of(seconds: float) -> str:
    """A length of time in words."""
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"


def _left_out(skipped: Sequence[Skipped]) -> list[str]:
    if not skipped:
        return []
    places = ", ".join(_clock(one.start) for one in skipped[:MOST_PLACES])
    places += " …" if len(skipped) > MOST_PLACES else ""
    many = "s" if len(skipped) > 1 else ""
    return [
        f"What the speech model wrote at {len(skipped)} place{many} ({places}) was left out: "
        "nobody speaks there, or it repeats itself. Please listen there."
    ]


def _unsure(separation: Separation) -> list[str]:
    if separation.how == "voices" and not separation.sure:
        return ["The voices in this recording are much alike: please check who says what."]
    if separation.alone:
        return [f"One person speaks in this recording, by the words a {separation.alone.lower()}: please check."]
    if separation.how == "one":
        return ["One voice was heard in this recording: please check who says what."]
    return []


def _medicines(segments: Sequence[Spoken]) -> list[str]:
    """Medicines by name and second: names are what speech models mishear most."""
    found: dict[str, float] = {}
    for segment in segments:
        for drug in find_drugs(segment.text):
            found.setdefault(drug.name.lower(), segment.start)
    if not found:
        return []
    names = ", ".join(f"{name} ({_clock(at)})" for name, at in list(found.items())[:MOST_NAMED])
    return [f"Names of medicines were heard by a machine: {names}. Please check names and doses against the sound."]


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
