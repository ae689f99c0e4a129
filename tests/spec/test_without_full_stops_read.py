"""Speech that nobody punctuated: where a sentence ends decides what it says."""

from tests.visits import note_of

CROUP = """
D: hi there so this is leo tell me when it started
M: he had a cold since tuesday and then last night he woke up with this barking cough
D: right let me have a look at him no recession no stridor at rest there's a barky cough chest is clear good air entry \
throat is a bit red ears both fine no rash cap refill less than two seconds
D: so mum this is croup it's a viral thing
M: does he need antibiotics
D: no antibiotics won't help it's a virus what i'm going to do is give him a dose of dexamethasone now
D: keep giving him the calpol little sips of fluid keep him calm don't do the steam thing
M: oh i did that last night
D: no harm done if he gets the noise when he's resting if he's sucking in under his ribs if he goes blue or floppy \
ring nine nine nine
"""


def test_no_before_a_denied_verb_is_an_answer():
    note = " ".join(note_of(CROUP).values())
    assert "No antibiotics will not help" not in note
    assert "ntibiotics will not help." in note


def test_a_warning_does_not_begin_with_no_harm_done():
    note = " ".join(note_of(CROUP).values())
    assert "harm done if" not in note
    assert "if he gets the noise when he is resting" in note.lower()
    assert "ring 999" in note


def test_each_part_examined_is_a_finding_of_its_own():
    exam = note_of(CROUP)["PHYSICAL EXAMINATION"]
    assert "hest is clear." in exam and "hroat is a bit red." in exam
    assert "red ears" not in exam and "rash cap" not in exam
