"""What a note leaves out and a clinician may want in it: the patient's own, of this visit, as one plain sentence."""

import pytest
from tests.visits import conversation_of

from attending.checks.worth_adding import MOST, worth_adding

OPENING = "D: Good morning, what brings you in?\nP: My knee hurts when I walk."
NOTE = "HISTORY OF PRESENT ILLNESS\nThe knee hurts when walking.\n"


def offered(*lines, note=NOTE, decided=()):
    found = worth_adding(note, conversation_of("\n".join((OPENING, *lines))), decided=decided)
    return [(one.section, one.sentence) for one in found]


HISTORY, PLAN = "HISTORY OF PRESENT ILLNESS", "ASSESSMENT AND PLAN"


@pytest.mark.parametrize(
    ("lines", "section", "sentence"),
    [
        (["P: I am allergic to penicillin, I came out in a rash."], "ALLERGIES", "Allergic to penicillin (a rash)."),
        (["P: I keep coughing up blood and I have a headache."], HISTORY, "Reports coughing up blood and headache."),
        (["D: Any chest pain?", "P: No, none."], "REVIEW OF SYSTEMS", "Denies chest pain."),
        (["P: I take ramipril and amlodipine."], "MEDICATIONS", "Takes ramipril and amlodipine."),
        (["P: I tried ibuprofen, it did nothing."], "MEDICATIONS", "Has taken ibuprofen."),
        (["D: I'll start you on metformin."], PLAN, "Start metformin."),
        (["P: I have high blood pressure and diabetes."], "MEDICAL HISTORY",
         "History of hypertension and diabetes mellitus."),
        (["D: Your blood pressure was 180 over 95 in the emergency room last week."], HISTORY,
         "Blood pressure 180/95 was reported."),
        (["D: Your oxygen level is ninety two right now."], "VITALS REVIEWED", "Oxygen level 92."),
        (["D: I would like to order a nerve conduction study."], PLAN, "Order nerve conduction study."),
        (["D: Come back in two weeks."], PLAN, "Follow up in two weeks."),
        (["P: My mother has diabetes."], "FAMILY HISTORY", "Mother with diabetes mellitus."),
        (["D: Do you smoke?", "P: Yes, a pack a day."], "SOCIAL HISTORY", "Reports smoking."),
        (["D: On your skin exam I see some bruising of the left knee."], "PHYSICAL EXAMINATION",
         "Bruising of the left knee noted."),
    ],
)  # fmt: skip
def test_each_kind_is_one_plain_sentence_in_its_section(lines, section, sentence):
    assert offered(*lines) == [(section, sentence)]


@pytest.mark.parametrize(
    "lines",
    [
        ["D: There are many reasons why people can have this, such as gout or cirrhosis."],
        ["D: We'll treat you with penicillin or, I'm sorry, amoxicillin."],
        ["D: Show me the x-ray."],
        ["D: I saw you three months ago, is that right?", "P: Yes."],
        ["P: Ever since working at home during covid we take walks."],
        ["D: I don't know if we started the vitamin D yet or not."],
        ["D: Your growth hormone was fine."],
        ["D: Maybe we can try some singulair, you might be having allergies."],
        ["D: I will order a hemoglobin a1c."],
    ],
)
def test_what_is_not_the_patients_or_not_of_this_visit_is_not_offered(lines):
    words = " ".join(sentence for _, sentence in offered(*lines))
    wrong = (
        "gout",
        "irrhosis",
        "penicillin",
        "X-ray",
        "three months",
        "ovid",
        "itamin",
        "hormone",
        "llergic",
        "1c",
    )
    assert not [one for one in wrong if one in words]


def test_what_stands_in_the_note_or_was_decided_is_not_offered():
    line = "P: I take ramipril, and I have had night sweats."
    both = [(HISTORY, "Reports night sweats."), ("MEDICATIONS", "Takes ramipril.")]
    assert offered(line) == both
    assert offered(line, note=f"{NOTE}Night sweats are reported.\n") == both[1:]
    assert offered(line, decided={"warning sign: night sweats"}) == both[1:]


def test_a_long_visit_offers_no_more_than_a_clinician_looks_through():
    drugs = ("ramipril", "amlodipine", "metformin", "omeprazole", "atorvastatin", "sertraline", "warfarin", "digoxin",
             "furosemide", "levothyroxine")  # fmt: skip
    assert len(offered(*(f"P: I take {drug}." for drug in drugs))) == MOST


def test_every_quote_stands_in_its_turn_and_is_short():
    talk = "and so on and so forth " * 40
    conversation = conversation_of(f"{OPENING}\nP: {talk} I have had night sweats {talk}")
    (one,) = worth_adding(NOTE, conversation)
    assert all(quote in conversation.turns[turn].text for turn, quote in zip(one.turns, one.quotes, strict=True))
    assert "night sweats" in one.quotes[0]
    assert len(one.quotes[0]) <= 160
