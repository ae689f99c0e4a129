"""What was said and no sentence of the note holds: offered whole, as a sentence of its section, beside named facts."""

import pytest
from tests.visits import conversation_of

from attending.checks.worth_adding import MOST, worth_adding
from attending.journeys.left_out_list import told_in

OPENING = "D: Good morning, what brings you in today?\nP: My knee hurts when I walk, for three weeks now."
NOTE = "HISTORY OF PRESENT ILLNESS\nThe knee hurts when walking, for 3 weeks.\n"
HISTORY, PLAN = "HISTORY OF PRESENT ILLNESS", "ASSESSMENT AND PLAN"


def offered(*lines, note=NOTE, decided=()):
    conversation = conversation_of("\n".join((OPENING, *lines)))
    found = worth_adding(note, conversation, decided=decided, told=told_in(conversation, None, ()))
    return {one.sentence: one for one in found}


@pytest.mark.parametrize(
    ("lines", "section", "sentence"),
    [
        (["D: I would turn the gas off at the cooker, and somebody should stay with you at night."], PLAN,
         "I would turn the gas off at the cooker, and somebody should stay with them at night."),
        (["D: Do not drive the forklift until we have sorted this."], PLAN,
         "Do not drive the forklift until we have sorted this."),
        (["D: And who is at home with you?", "P: Nobody, since my husband died."], "SOCIAL HISTORY",
         "Lives with: nobody, since her husband died."),
        (["D: Do you ever see things that aren't there?", "P: There's a little dog by the fire."], HISTORY,
         'Asked "Do you ever see things that aren\'t there?", answered "There\'s a little dog by the fire".'),
        (["D: If it just needs a splint then he goes home in that and sees the fracture clinic in a week."], PLAN,
         'Said: "If it just needs a splint then he goes home in that and sees the fracture clinic in a week".'),
        (["D: Your A1c has to come down before the injection.", "P: It was eight point two in June."], HISTORY,
         "A1c: 8.2 in June."),
        (["D: Antibiotics will not help with this. It's a virus."], PLAN,
         "Antibiotics will not help with this; it is a virus."),
    ],
)  # fmt: skip
def test_a_statement_is_offered_as_a_sentence_of_its_section(lines, section, sentence):
    assert [one.section for text, one in offered(*lines).items() if text == sentence] == [section]


@pytest.mark.parametrize(
    "lines",
    [
        ["D: Let me have a look at you, come in and have a seat."],
        ["P: Thank you so much, doctor, that is a relief."],
        ["D: Good for you, well done."],
        ["P: I am not sure, what do you think?"],
    ],
)
def test_talk_is_never_offered(lines):
    assert offered(*lines) == {}


def test_what_the_note_holds_in_other_words_is_not_offered():
    line = "D: Do not drive the forklift until we have sorted this."
    held = f"{NOTE}ASSESSMENT AND PLAN\nAvoid driving the forklift until this is sorted.\n"
    assert offered(line)
    assert offered(line, note=held) == {}


def test_a_thing_that_is_done_does_not_hold_that_it_is_forbidden():
    held = f"{NOTE}SOCIAL HISTORY\nDrinks energy drinks at work.\n"
    assert "No energy drinks at work." in offered("D: No energy drinks at work, please.", note=held)


def test_it_is_never_named_after_a_part_of_the_body_that_another_turn_spoke_of():
    lines = ("D: She is unsteady with her eyes closed.", "P: Oh dear.", "D: It's the B12, from the diet.")
    assert not [one for one in offered(*lines) if one.startswith("Eyes")]


def test_what_was_decided_is_not_offered_again():
    line = "D: Do not drive the forklift until we have sorted this."
    (one,) = offered(line).values()
    assert offered(line, decided=set(one.facts)) == {}


def test_a_companions_own_complaint_is_no_symptom_of_the_patient():
    assert "Reports fatigue." not in offered("M: I am worn out, I have fatigue from looking after him.")


def test_every_statement_cites_the_words_it_rests_on_and_no_more_than_a_few_are_offered():
    lines = [f"D: Do not take the {drug} with food." for drug in ("ramipril", "digoxin", "warfarin", "metformin",
             "lithium", "omeprazole", "sertraline", "furosemide")]  # fmt: skip
    conversation = conversation_of("\n".join((OPENING, *lines)))
    found = worth_adding(NOTE, conversation, told=told_in(conversation, None, ()))
    assert len(found) == MOST
    for one in found:
        assert all(quote in conversation.turns[turn].text for turn, quote in zip(one.turns, one.quotes, strict=True))
