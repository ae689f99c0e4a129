"""An emergency visit heard without marks: allergies, the tracing and who speaks are read right all the same."""

from tests.visits import draft_of, note_of

CHEST = """
D: do you have any allergies to medicines or are you allergic to anything that we should know of here
P: aspirin gives me a stomach ache but no rash or anything contrast dye i got really itchy once
D: ok so your ecg shows some st depression in the lateral leads and the first troponin is forty two
D: so i think this is a heart attack
P: ok
"""


def proposed(text: str) -> list[str]:
    return [proposal.claim.text for proposal in draft_of(text).proposals]


def test_each_substance_has_the_reaction_that_is_told_of_it() -> None:
    told = proposed(CHEST)
    assert "Intolerance to aspirin (stomach upset)." in told
    assert "Allergic to contrast dye (itching)." in told


def test_st_depression_is_no_illness_of_the_mind() -> None:
    assert not any("epression" in fact for fact in proposed(CHEST))


def test_an_aunt_is_not_called_the_mother() -> None:
    note = note_of("""
D: Hi there, is this Amara? And you're mum?
M: I'm her auntie, her mum's at work.
D: What's been happening?
M: She's been coughing at night for about a month. I've heard her wheeze a couple of times.
D: How often does she use the blue inhaler? Does she eat well?
M: Probably four times a week. She eats fine.
""")
    told = " ".join(note.values())
    assert "aunt has heard" in told
    assert "mother has" not in told
