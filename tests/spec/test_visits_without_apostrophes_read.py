"""A visit typed without apostrophes and marks, an antenatal visit, a mole, headaches: what was heard wrong is right."""

import pytest
from tests.visits import draft_of, note_of

STOMACH = """
D: good morning what brings you in
P: so ive been having this burning in my chest and up into my throat after i eat its been like three months
D: have you lost any weight
P: about ten pounds but i havent been trying
D: black stools or vomiting blood
P: no black stools i threw up once last week but no blood
D: do you smoke or drink
P: i dont smoke and i have three beers a night my wife says its too much
D: let me examine you your belly is soft weight today is one eighty one
D: so this sounds like reflux but with weight loss at sixty two i want to get an endoscopy within two weeks
D: stop the aleve use tylenol instead start pantoprazole forty milligrams half an hour before breakfast
P: ok
D: i dont want to miss it i will call you with the results
"""

PREGNANT = """
D: Hi Leila, so you're twenty-eight weeks today. How are you feeling?
P: Tired. And my feet are like balloons by the evening.
D: Any headaches, flashing lights?
P: I've had a headache on and off since Saturday.
D: Okay. Your blood pressure's one forty-six over ninety-four. There's two plus of protein in the urine.
D: Fundal height's twenty-seven centimetres, heartbeat's one forty-four.
D: So I think this might be pre-eclampsia, and you need to go up to the day assessment unit now.
P: Okay.
"""

MOLE = """
D: So show me this mole.
P: It's here on my shin. My wife noticed it's got bigger since the summer.
D: I want to cut it out. We can do that this afternoon.
P: This afternoon's good. I take Eliquis though.
D: What's the dose?
P: Five, twice a day. For a clot in my leg last year.
D: Don't stop it. For the scalp, use Efudix cream, a thin layer once a day for four weeks.
"""


def proposed(text: str) -> list[str]:
    return [proposal.claim.text for proposal in draft_of(text).proposals]


@pytest.mark.parametrize(
    "told", ["has been having this burning in his chest", "It has been 3 months", "he has not been trying"]
)
def test_a_contraction_without_its_apostrophe_is_read(told: str) -> None:
    assert told in note_of(STOMACH)["HISTORY OF PRESENT ILLNESS"]


def test_to_miss_something_makes_nobody_a_woman() -> None:
    assert " her " not in " ".join(note_of(STOMACH).values())


def test_no_blood_in_what_was_thrown_up_says_nothing_of_the_stools() -> None:
    assert "blood in the stools" not in " ".join(note_of(STOMACH).values())


def test_what_is_used_instead_is_not_stopped() -> None:
    facts = proposed(STOMACH)
    assert "Stop Aleve." in facts
    assert "Start Tylenol." in facts
    assert "Stop Tylenol." not in facts


def test_an_age_behind_weight_loss_is_no_weight() -> None:
    assert not any(fact.startswith("Weight 62") for fact in proposed(STOMACH))


def test_who_is_so_many_weeks_pregnant_is_she_and_feels_as_she_says() -> None:
    assert "She feels tired." in note_of(PREGNANT)["HISTORY OF PRESENT ILLNESS"]


def test_protein_in_the_urine_is_a_result() -> None:
    assert note_of(PREGNANT)["RESULTS"] == "There is 2+ of protein in the urine."


def test_a_dose_asked_for_stands_with_its_medicine() -> None:
    assert "Eliquis: 5, twice a day." in note_of(MOLE)["MEDICATIONS"]


def test_efudix_is_a_medicine() -> None:
    assert any("Efudix" in fact for fact in proposed(MOLE))


HEADACHES = """
D: What brings you in today?
P: My headaches are getting really out of hand.
D: Tell me about them.
P: It's always on one side, usually the right, kind of pounding. They last all day if I don't catch it.
D: How many a month?
P: Maybe eight?
D: What inhalers are you using?
P: The blue one, six or seven times a day.
D: Blood pressure today is one sixteen over seventy-two. Neuro exam is normal, neck's supple.
D: So let's do amitriptyline, ten milligrams at night, it might help the sleep too.
P: Okay.
D: For the attacks, no more triptans since you had the chest tightness. If you can't speak, it's nine nine nine.
"""


@pytest.mark.parametrize("told", ["always on one side", "last all day", "Frequency: 8 a month"])
def test_tell_me_about_it_is_answered_and_how_many_a_month_too(told: str) -> None:
    assert told in note_of(HEADACHES)["HISTORY OF PRESENT ILLNESS"]


def test_an_inhaler_without_its_name_stands_among_the_medicines() -> None:
    assert "blue one, 6 or 7 times a day" in note_of(HEADACHES)["MEDICATIONS"]


def test_what_a_medicine_may_do_beside_leaves_its_order() -> None:
    assert "Start amitriptyline 10 mg at night." in proposed(HEADACHES)


def test_nine_nine_nine_is_no_stutter() -> None:
    plan = note_of(HEADACHES)["ASSESSMENT AND PLAN"]
    assert "it is 999" in plan
    assert "No more triptans" in plan
