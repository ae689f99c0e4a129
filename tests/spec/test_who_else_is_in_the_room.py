"""Who came with the patient is asked and answered, and is no fact of the patient's."""

import pytest
from tests.visits import note_of


@pytest.mark.parametrize("introduced", ["You're Mia's mum?", "And you must be her dad?", "You are his wife?"])
def test_a_companion_is_not_the_patient(introduced):
    note = note_of(f"""
D: Hi, I'm Dr. Shah. {introduced}
M: Yes, hi. She's four. She's had a cough for five days and last night she had a temperature of 39.2.
D: Is she eating and drinking?
M: Drinking yes, but she's hardly eating.
D: Has she had wheezing before?
M: Yes, last winter, they gave her the blue inhaler. Her dad has asthma.
""")
    told = " ".join(note.values())
    assert "patient is Mia's" not in told
    assert "patient is her" not in told
    assert "patient is his" not in told
    assert "cough for 5 days" in told


@pytest.mark.parametrize(
    ("answer", "who"),
    [("Yes.", "son"), ("No, his nephew. He lives with us.", "nephew"), ("No, I'm his carer.", "carer")],
)
def test_who_is_asked_what_they_are_is_called_so(answer, who):
    note = note_of(f"""
D: Hello sir. Are you his son?
P: {answer}
D: Is he eating?
P: Not much. I make his meals but he leaves them.
D: Has he been unsteady?
P: He fell twice last week, and he's muddled at night.
D: Does he know where he is?
P: He does in the day.
D: Thank you, sir. I'll check his urine.
""")
    told = " ".join(note.values())
    assert f"His {who} makes his meals" in told
    assert "father" not in told


def test_a_companion_who_only_thinks_so_is_not_quoted():
    note = note_of("""
D: Are you his son?
P: Yes.
D: Is he eating?
P: Not much. I make his meals but he leaves them.
D: Has he had a fever?
P: I think so.
D: I'll check his urine.
""")
    assert "He has possibly had a fever." in note["HISTORY OF PRESENT ILLNESS"]
    assert "son thinks" not in " ".join(note.values())
