"""A speaker who corrects himself leaves only what he meant."""

import pytest

from attending.scribe.sentences.corrections import taken_back, without_corrected
from attending.scribe.sentences.words import Word, read_words


def text(words: list[Word]) -> str:
    return " ".join(w.text for w in words)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("for ten, sorry, twenty days", "for twenty days"),
        ("blood pressure is one fou- ... sorry 124/76.", "blood pressure is 124/76 ."),
        (
            "Blood pressure is one oh four over... no, sorry, that's one twenty-four over seventy-six.",
            "blood pressure is one twenty-four over seventy-six .",
        ),
        ("it is the left, I mean the right knee", "it is the right knee"),
        ("take lisinopril 10, make that 20 milligrams", "take lisinopril 20 milligrams"),
        ("start 10 mg of lisinopril, sorry, 20 mg a day", "start lisinopril 20 mg a day"),
        ("We will use amoxicillin. No, wait, azithromycin.", "we will use azithromycin ."),
        ("Come back on Monday. Scratch that, Tuesday.", "come back on tuesday ."),
        (
            "Your heart is fine. We will stop the aspirin. No, actually, keep on with it.",
            "your heart is fine . keep on with it .",
        ),
        ("I've had it for three days. No, four, it was Thursday.", "i have had it for four days it was thursday ."),
        ("On the right. Sorry, my left, low down.", "on the left low down ."),
        ("Two years ago. No, I tell a lie, three.", "three years ago ."),
        ("She moved in in June, no, July it was.", "she moved in in july it was ."),
    ],
)
def test_only_the_corrected_words_stay(said: str, meant: str) -> None:
    kept = [w for w in without_corrected(read_words(said)) if w.text != ","]
    assert text(kept) == meant.replace(" ,", "")


@pytest.mark.parametrize(
    "said",
    [
        "i am sorry, it took ten days",
        "we will wait two days",
        "i actually take two",
        "no, sorry about that",
        "It's on the left. No, it doesn't hurt.",
        "Three days. No fever.",
    ],
)
def test_what_only_sounds_like_a_correction_stays(said: str) -> None:
    assert without_corrected(read_words(said)) == read_words(said)


def test_a_correction_in_the_next_line_takes_back_the_line_before() -> None:
    earlier, later = taken_back(
        read_words("He'll get six hundred milligrams twice a day, for ten days..."),
        read_words("no, wait, he's over two, so seven days is enough."),
    )
    assert text(earlier) == "he'll get six hundred milligrams twice a day".replace("he'll", "he will")
    assert text(later).startswith("he is over two")
