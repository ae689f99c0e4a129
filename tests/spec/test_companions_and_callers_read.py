"""Whose words are whose where a daughter or a wife answers too, and what a call to a patient at home tells."""

from tests.visits import conversation_of, note_of

from attending.scribe.sex_heard import sex_heard

MEMORY = """
D: Hello Mrs Pettigrew, and this is your daughter?
M: Yes, I'm Joan. I asked for the appointment. Mum's memory's been getting worse.
P: No worse than anyone my age. I'm eighty one.
M: Mum, you left the gas on twice. And you got lost coming home from church.
P: They'd moved the bus stop.
D: When did you first notice something, Joan?
M: About eighteen months.
D: Let's do some bloods and refer you to the memory clinic.
"""


def test_what_a_daughter_tells_her_mother_is_the_mothers() -> None:
    history = note_of(MEMORY)["HISTORY OF PRESENT ILLNESS"]
    assert "She left the gas on twice." in history
    assert "got lost coming home from church." in history
    assert "daughter left" not in history
    assert "daughter got" not in history


def test_who_noticed_is_who_was_asked() -> None:
    assert "Her daughter first noticed something" in note_of(MEMORY)["HISTORY OF PRESENT ILLNESS"]


def test_the_husband_of_her_who_saw_it_is_a_man() -> None:
    visit = conversation_of("""
D: You're here after the episode last month, is that right?
P: Yeah. My wife's here too, she saw it.
D: And Mrs. Varga, what did you see?
M: He went stiff, and then he was jerking, all four limbs. His lips were blue.
D: Do you know what day it is now, and how's your sleep been?
P: Terrible, we have a three month old.
""")
    assert sex_heard(visit) == "male"


def test_who_may_be_pregnant_at_home_is_not_the_patient() -> None:
    visit = conversation_of("""
D: Hello Mr Odukoya, what's brought you in?
P: It's this rash on my side, it burns.
D: Anyone at home who's pregnant?
P: My daughter's expecting.
""")
    assert sex_heard(visit) == "male"


def test_a_nurse_who_calls_is_part_of_the_plan() -> None:
    note = note_of("""
D: Hi Dawn, the nurse asked me to ring, how's the ulcer on your leg?
P: It's got bigger and it's really wet, and it smells.
D: I think it's infected, so doxycycline a hundred once a day for a week.
D: The nurse will come out tomorrow to swab it and change to a silver dressing.
P: OK.
""")
    assert "The nurse will come out tomorrow to swab it" in note["ASSESSMENT AND PLAN"]


def test_an_examination_told_in_one_breath_is_cut_where_it_begins() -> None:
    note = note_of("""
D: so tell me what's been going on
P: my heart keeps racing and I've lost weight I've lost nearly a stone and I'm eating like a horse
D: okay let me examine you pulse is a hundred and sixteen and it's regular blood pressure one four two over seventy
D: there's a fine tremor you've got a smooth goitre no nodules chest is clear
D: so your TSH is less than nought point nought one so you've got an overactive thyroid
P: okay
D: the smoking makes the eyes worse so do try and stop
""")
    assert "eating like a horse" in note["HISTORY OF PRESENT ILLNESS"]
    assert note["VITALS REVIEWED"].startswith("Pulse is 116")
    assert "Neck: Smooth goitre. No nodules." in note["PHYSICAL EXAMINATION"]
    assert "less than 0.01" in note["RESULTS"]
    assert "makes the eyes worse" not in note["PHYSICAL EXAMINATION"]
    assert "overactive" not in note["PHYSICAL EXAMINATION"]
