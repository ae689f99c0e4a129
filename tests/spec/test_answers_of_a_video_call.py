"""What a patient answers in a video or telephone consultation stands in the note, with the thing that was asked for."""

import pytest
from tests.visits import note_of, sentences_of

_OPENING = """
D: How can I help you this afternoon?
P: I've had a bad headache for three days.
"""
_CLOSING = """
D: I think this is a viral infection. Drink plenty of fluids and take paracetamol.
P: Okay, thank you.
"""
_BETWEEN = """
D: Any fever?
P: No.
D: Any cough?
P: No.
D: Any vomiting?
P: No.
D: Do you smoke?
P: No.
D: Do you take any medication?
P: No.
"""


def _note(exchange: str) -> dict[str, str]:
    return note_of(f"{_OPENING.strip()}\n{exchange.strip()}\n{_CLOSING.strip()}")


@pytest.mark.parametrize(
    ("exchange", "told"),
    [
        (
            "D: Any blood in your urine?\nP: There was a little bit of blood earlier today, but besides that, not, no.",
            "There was a little blood in the urine earlier today.",
        ),
        (
            "D: When was your last smear test? If ever?\nP: I don't think I've ever had one.",
            "The patient does not think they have ever had a smear test.",
        ),
        (
            "D: You're eating okay otherwise?\nP: Maybe a bit less than what I would usually have.",
            "Eating: maybe a bit less than what they would usually have.",
        ),
        (
            "D: Any problems with your speech? Is your speech different?\nP: Yeah, it feels a bit harder.",
            "Speech: it feels a bit harder.",
        ),
        ("D: Do you have these symptoms now or have they gone off?\nP: No, they're still present.", "still present"),
    ],
)
def test_an_answer_stands_with_the_name_that_its_question_holds(exchange, told):
    assert told in _note(exchange)["HISTORY OF PRESENT ILLNESS"]


@pytest.mark.parametrize(
    ("exchange", "told"),
    [
        ("D: When you say annoying, does it hurt to look at light?\nP: Yeah, it hurts.", "It hurts to look at light."),
        ("D: Would you say ultimately, it's better when you lie down? Or have you not?\nP: Yeah, I would say so.",
         "It is better when they lie down."),
        ("D: You're passing urine OK?\nP: Yeah, yeah.", "The patient is passing urine okay."),
        ("D: When did it all start? Was it a month ago?\nP: Probably a month and a half.", "When it started: probably"),
        ("D: How would you rate this headache?\nP: It's probably an eight.", "Severity of headache: an 8."),
        ("D: How much have you lost?\nP: Gosh.\nD: About a stone, yeah?\nP: Yeah, something like that.",
         "How much they have lost: about a stone."),
    ],
)  # fmt: skip
def test_a_yes_or_an_amount_is_told_with_what_was_asked(exchange, told):
    assert told in _note(exchange)["HISTORY OF PRESENT ILLNESS"]


@pytest.mark.parametrize(
    ("exchange", "told"),
    [
        ("D: Any neck pain?\nP: Not, no, nothing.", "denies neck pain"),
        ("D: You didn't have any oral steroids or antibiotics?\nP: Not that I can remember.",
         "denies oral steroids or antibiotics"),
        ("D: Do, you feel more breathless or tight in your chest?\nP: No, no it's not.",
         "does not feel more breathless or tight in their chest"),
        ("D: Does the pain go anywhere else?\nP: No, it's just there.", "The pain does not go anywhere else."),
        ("D: Do you have any pain in any other joints?\nP: No, it's just my left knee.", "denies pain in other joints"),
        ("D: Does your hand feel cold?\nP: No, the arm feels fine, apart from me not being able to move it.",
         "Their hand does not feel cold."),
    ],
)  # fmt: skip
def test_a_no_that_goes_on_or_stumbles_denies_all_the_same(exchange, told):
    assert told in _note(exchange)["HISTORY OF PRESENT ILLNESS"]


def test_a_denial_of_something_else_is_no_ill_health():
    note = _note("D: Are you normally fit and well?\nP: I haven't really had any major illnesses I can think of.")
    assert note["MEDICAL HISTORY"] == "The patient has not really had any major illnesses."


def test_a_no_with_but_yes_behind_it_denies_nothing():
    note = _note("D: Are you currently working?\nP: I haven't been able to work in the past few days, but yes.")
    assert "is not" not in note["SOCIAL HISTORY"]


def test_a_yes_to_one_of_two_things_affirms_not_the_first():
    note = _note("D: Do you feel wheezy in your chest, or just tightness?\nP: Yeah. A bit of tightness.")
    assert "wheez" not in note["REVIEW OF SYSTEMS"]


def test_a_family_history_is_denied_as_it_was_asked():
    kidneys = "D: In terms of your family history, is there anything I should know, related to kidneys?\nP: No."
    assert _note(kidneys)["FAMILY HISTORY"] == "The patient denies family history related to kidneys."
    asked = "D: Does anyone in your family have any migraines? They've been diagnosed with migraines?\nP: No."
    assert "denies that anyone in their family has any migraines" in _note(asked)["FAMILY HISTORY"]


def test_what_a_relative_died_of_stands_under_the_relative():
    note = _note("D: Any family history?\nP: My father, so he actually died, of, bowel cancer, like ten years ago.")
    assert note["FAMILY HISTORY"] == "Their father died, of bowel cancer, 10 years ago."


def test_the_clinicians_echo_holds_a_medicine_whose_name_was_not_recorded():
    note = _note("D: Which medications do you take? Metformin, OK. Do you have any allergies?\nP: No.")
    assert note["MEDICATIONS"] == "Medicines: metformin."


def test_a_sentence_that_breaks_off_is_told_as_far_as_it_goes():
    note = _note("D: Any medication?\nP: I do have my inhalers, that I use infrequently, only when I have a bit of.")
    assert "their inhalers, that they use infrequently." in note["MEDICATIONS"]


def test_a_bare_no_is_no_label():
    assert "No:" not in str(_note("D: Do you do a peak flow? Do you do that? No?\nP: Um, just every now and then."))


def test_a_cough_is_named_where_the_answer_begins_with_it():
    note = sentences_of(
        "D: You mentioned a bit of a runny nose. Let's talk about your cough. Tell me about your cough.\n"
        "P: It's quite dry, all day. And it like keeps me up at night as well.\nD: Okay.\nP: Yes."
    )
    told = note["HISTORY OF PRESENT ILLNESS"]
    assert "The cough is quite dry, all day." in told
    assert not any("like keeps" in sentence for sentence in told)


def test_a_summing_up_is_no_examination():
    note = note_of(
        "D: How can I help?\nP: My left arm has been numb for two weeks.\n"
        "D: And no fits, yeah? Your weakness is only in your left arm. Legs are walking and all this normal, yeah?\n"
        "P: Exactly.\nD: Any regular medication?\nP: I take vitamin D.\n"
        "D: I would like to refer you to a neurologist.\nP: Okay."
    )
    assert "PHYSICAL EXAMINATION" not in note


@pytest.mark.parametrize(
    ("advice", "planned"),
    [
        ("I don't think you can go into work until we've sorted this out.", "go into work until"),
        ("They indicate the possibility of a heart attack.", "the possibility of a heart attack"),
        ("In the interim, you can use your blue inhaler as and when.", "use their blue inhaler as and when"),
        ("So maybe you could leave the front door unlocked.", "leave the front door unlocked"),
        ("What that might entail is a brain scan.", "a brain scan"),
        ("You can have a sick note for a week.", "a sick note for a week"),
        ("What we are worried about is an anaphylactic reaction.", "an anaphylactic reaction"),
    ],
)
def test_what_is_advised_over_a_line_stands_in_the_plan(advice, planned):
    told = note_of(f"{_OPENING.strip()}\n{_BETWEEN.strip()}\nD: {advice}\nP: Okay.\n{_CLOSING.strip()}")
    assert planned in told["ASSESSMENT AND PLAN"]


def test_a_farewell_is_no_advice():
    told = note_of(f"{_OPENING.strip()}\n{_BETWEEN.strip()}\n{_CLOSING.strip()}\nD: Take care then, all the best.")
    assert "care" not in told["ASSESSMENT AND PLAN"]
