"""Signs with a name, told while examining: each is a finding, however it is opened."""

import pytest
from tests.visits import note_of

OPENING = (
    "D: What brings you in to see me today?\nP: It began on Saturday when I turned over, and it keeps on coming.\n"
)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Your eyes flick round. So that's a positive Dix-Hallpike on the right.", "ositive Dix-Hallpike on the right"),
        ("Belly's soft up top, tender at McBurney's point. Psoas sign's positive.", "soas sign"),
        ("Tinel's is positive at the wrist, and Phalen's was negative.", "halen"),
        ("Walking's steady. Romberg's negative.", "omberg"),
        ("Tender down here with guarding. Does it hurt more when I let go?\nP: Ow. Yes.", "Pain on letting go"),
    ],
)
def test_a_named_sign_stands_in_the_examination(told, kept):
    exam = note_of(f"{OPENING}D: Let me examine you. {told}\nP: Okay.\nD: I'd like to see you again in a week.")
    assert kept in exam["PHYSICAL EXAMINATION"]
