"""No warning of a danger is lost, with full stops or without, and each instruction can be signed as it stands."""

import pytest
from tests.visits import note_of, sentences_of

from attending.scribe.sections.instructed import instructs
from attending.scribe.sentences.wellformed import mended
from attending.terms.spoken import written

PLAN = "ASSESSMENT AND PLAN"

SCIATICA = """
D: so whats happened with the back
P: i lifted the washing machine on saturday and its been killing me since down into my left leg
D: right lets have a look power is normal sensation is a bit dull on the outside of the foot
D: okay so this is sciatica its a disc pressing on the nerve
D: im going to give you naproxen five hundred twice a day with food
D: keep moving and im going to refer you to the physio
D: now this is really important if you get numbness round your bottom or between your legs or you can't pass water or \
you lose control of your bowels go straight to a and e that same day dont wait for an appointment
P: okay
"""

HERNIA = """
D: hi barry hows the hernia wound
P: bit sore and theres some clear stuff coming out
D: any fever
P: no
D: pop your top up let me see its clean no redness its not hot
D: thats a seroma its just fluid
D: no lifting anything heavier than a kettle for another four weeks
D: if a lump comes up thats hard and painful and wont go back in and youre being sick thats an emergency call nine \
nine nine
P: okay
"""

TODDLER = """
D: Hi there, who have we got here?
M: This is Ollie, he's two. I think he swallowed some of my mum's amlodipine.
D: Okay. Has he been sick, or drowsy?
M: No, he's running around.
D: Let me look at him. He's alert, pink, heart rate's 118. Chest is clear.
D: So I'm going to send him up to the children's ward now.
D: Don't give him anything to eat until they've seen him.
D: And when you're home, lock up the pills.
D: If he goes floppy or pale or drowsy on the way up, shout for help straight away.
M: Will do.
"""

DEPRESSION = """
D: Come on in. How have the last few weeks been?
P: Not good. I'm not sleeping, I cry at work.
D: Have you had any thoughts of ending your life?
P: I've thought about it. I wouldn't do it because of my kids.
D: Is there anything at home you'd use, tablets or a gun?
P: My husband's got a shotgun for the clays.
D: Okay. I'd like that shotgun out of the house until you're better.
P: I'll ask him.
D: Your PHQ-9 today was 19, so this is a moderately severe depression.
D: I'll refer you to talking therapies today.
D: If the thoughts get stronger or you start making plans, ring 111 and press 2, or go to A&E.
P: Okay.
"""

INDIGESTION = """
D: Hello, Mr Pryce, come in. So you've had this indigestion a while?
P: About five months now. Food sticks a little bit sometimes.
D: Okay. Let me examine your tummy. It's soft, a bit tender up here at the top.
D: I'm going to refer you for an urgent gastroscopy.
D: So no anti-inflammatory tablets from now on, paracetamol only for the knee.
D: And we'll do a stool test for H. pylori before you start any acid tablets.
D: On the day somebody has to drive you home if you have the sedation.
P: My wife can do that.
D: If you vomit blood, or your stools go black and tarry, call 999. I'll see you in four weeks.
P: I'd really rather not have the sedation if that's all right.
"""

BACK_ON_OXYCODONE = """
D: Good to see you, Ray. How's the back on the current dose?
P: About the same. I take the oxycodone four times a day.
D: Okay. Let me listen to your lungs. They're clear.
D: The oxycodone stays at four a day, no more than that.
D: No alcohol. Lock the pills up, your grandson's over a lot.
D: I'm ordering a sleep study.
D: Any fever over 101, call our office the same day.
P: Okay.
"""


def test_a_long_condition_without_full_stops_stays_with_what_to_do() -> None:
    net = _sentence(SCIATICA, "numbness round")
    assert "cannot pass water" in net and "control of" in net and "go straight to A and E that same day" in net


def test_an_emergency_is_told_with_its_signs() -> None:
    net = _sentence(HERNIA, "lump comes up")
    assert "will not go back in" in net and "call 999" in net
    assert "No lifting anything heavier than a kettle for another 4 weeks" in _plan(HERNIA)


def test_a_child_is_kept_safe_at_home_and_on_the_way() -> None:
    plan = _plan(TODDLER)
    assert "lock up the pills" in plan
    assert "If he goes floppy or pale or drowsy on the way up, shout for help straight away." in plan


def test_a_weapon_is_put_out_of_the_house_before_half_of_the_visit() -> None:
    assert "shotgun out of the house" in _plan(DEPRESSION)


def test_what_is_ordered_forbidden_and_wished_stands_in_whole_sentences() -> None:
    plan = _plan(INDIGESTION)
    assert "a stool test for H. pylori before he starts any acid tablets." in plan
    assert "No anti-inflammatory tablets from now on, paracetamol only for the knee." in plan
    assert "somebody has to drive him home" in plan
    assert "He will follow up in 4 weeks." in plan
    assert "He would rather not have the sedation." in plan


def test_each_proposed_test_and_each_short_command_stands() -> None:
    plan = _plan(BACK_ON_OXYCODONE)
    assert "ordering a sleep study" in plan and "No alcohol." in plan
    assert "Lock the pills up" in plan
    assert "Any fever over 101, call our office the same day." in plan


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("when you are home, lock up the pills", True),
        ("nothing to eat or drink until the scan is back", True),
        ("i would like that shotgun out of the house", True),
        ("i want you weighing yourself every morning", True),
        ("no x ray needed", True),
        ("she can not be put down with a bottle", True),
        ("i know how you feel", False),
        ("when you walk, it hurts", False),
    ],
)
def test_what_tells_somebody_to_do_something(said: str, *, is_one: bool) -> None:
    assert instructs(said) is is_one


@pytest.mark.parametrize(
    ("said", "in_figures"),
    [
        ("that is a nine nine nine call", "that is a 999 call"),
        ("that is a nine nine nine give him ten puffs", "that is a 999 give him 10 puffs"),
        ("it has been a nine month wait", "it has been a 9 month wait"),
    ],
)
def test_the_emergency_number_is_one_number(said: str, in_figures: str) -> None:
    assert written(said) == in_figures


@pytest.mark.parametrize(
    ("torn", "read"),
    [
        ("If the baby stops moving tell them straight away.", "If the baby stops moving, tell them straight away."),
        ("If it is a clot they will be on tablets.", "If it is a clot, they will be on tablets."),
        ("If he gets diarrhea call us do not take Imodium.", "If he gets diarrhea, call us; do not take Imodium."),
    ],
)
def test_a_comma_makes_a_torn_instruction_whole(torn: str, read: str) -> None:
    assert mended(torn) == [read]


def _plan(visit: str) -> str:
    return note_of(visit)[PLAN]


def _sentence(visit: str, words: str) -> str:
    return next(one for one in sentences_of(visit)[PLAN] if words in one)
