"""What a clinician tells the patient to do, decides or forbids stands in the plan, whatever it is about."""

import pytest
from tests.visits import note_of

from attending.scribe.sections.instructed import instructs

FOOT = """
D: So what's going on with the foot?
P: I stepped on something about ten days ago.
D: Any fever?
P: I felt kind of chilly last night.
D: Alright, let me take a look. Temp is one hundred point nine. There's a two centimeter ulcer under the
 first metatarsal head on the left, with some pus. I can touch bone with the probe. I can't feel the dorsalis pedis on
 the left, it's weak on the right.
P: That doesn't sound good.
D: I'm worried that the infection is in the bone. I want you to go over to the hospital today.
P: I've got to feed the dog. My neighbor could.
D: Please ask them. Don't put any weight on that foot. I'll call vascular surgery so they see you there.
""".replace("\n ", " ")

SHOULDER = """
D: So your surgery was two weeks ago today. Are you keeping the sling on?
P: Mostly. I take it off to shower and, uh, I drove once.
D: Okay, let's not drive with the sling. Any numbness?
P: No.
D: Let me see. Incisions are clean and dry, no redness. I'll take these sutures out.
D: Stay in the sling another four weeks. No lifting. You can shower from tomorrow.
P: Can I still take the naproxen for my knee?
D: No. No naproxen, no aspirin. Tylenol is fine.
P: Okay.
D: I won't refill the oxycodone. See you in four weeks.
"""

PILL = """
D: How can I help?
P: I wanted to go on the pill. I get these shimmery lines for about twenty minutes and then the headache comes.
D: Let me check your blood pressure. One eighteen over seventy-four.
D: So because of the migraines with aura I wouldn't give you the combined pill, it raises the risk of stroke.
D: We'll use desogestrel, seventy-five micrograms, one every day.
P: Okay.
"""


@pytest.mark.parametrize(
    ("visit", "told"),
    [
        (FOOT, "Do not put any weight on that foot."),
        (FOOT, "We will call vascular surgery so they see"),
        (FOOT, "I am worried that the infection is in the bone."),
        (SHOULDER, "Stay in the sling another 4 weeks."),
        (SHOULDER, "not drive with the sling"),
        (SHOULDER, "take these sutures out"),
        (SHOULDER, "No naproxen, no aspirin."),
        (PILL, "I would not give"),
        (PILL, "combined pill, it raises the risk of stroke"),
    ],
)
def test_it_stands_in_the_plan(visit: str, told: str) -> None:
    assert told.lower() in note_of(visit)["ASSESSMENT AND PLAN"].lower()


def test_what_the_clinician_feels_or_does_not_feel_is_a_finding() -> None:
    examined = note_of(FOOT)["PHYSICAL EXAMINATION"]
    assert "I can touch bone with the probe." in examined
    assert "Dorsalis pedis not palpable on the left, it is weak on the right." in examined


@pytest.mark.parametrize(
    "talk",
    [
        "take a deep breath for me",
        "have a seat on the table",
        "please ask them",
        "tell me about the pain",
        "we will do a quick physical exam",
        "do not worry about that",
        "have a great day",
        "come this way",
        "let us see how it goes",
        "i will let you know",
        "what i want you to watch for",
    ],
)
def test_talk_and_what_goes_with_an_examination_is_no_instruction(talk: str) -> None:
    assert not instructs(talk)


@pytest.mark.parametrize(
    "order",
    [
        "put a cold pack on it for ten minutes",
        "you should not drive for a week",
        "please call them this week",
        "make an appointment with the nurse",
        "i will not give you antibiotics for this",
        "nothing heavier than a coffee cup",
        "let us leave the statin alone",
        "i want you to sleep with your head up",
    ],
)
def test_an_instruction_is_heard_without_knowing_what_it_is_about(order: str) -> None:
    assert instructs(order)


HEART = """
D: You're here about your heart failure, how have things been since we put the furosemide up?
P: Better, I think. The legs have gone down a lot.
D: So what are you taking exactly?
P: The furosemide, eighty in the morning. Carvedilol, six and a quarter twice a day.
D: Let me have a look at you. Blood pressure is one oh two over sixty. Heart sounds normal, no murmur.
D: Keep the carvedilol where it is, I don't want to push it while you're lightheaded.
P: Okay.
"""


def test_a_medicine_that_only_dates_the_question_is_not_what_the_answer_is_about() -> None:
    note = note_of(HEART)
    assert "The legs have gone down a lot." in note["HISTORY OF PRESENT ILLNESS"]
    assert note["MEDICATIONS"].startswith("The furosemide, 80 in the morning")


def test_a_clause_that_ends_in_it_is_stays_whole() -> None:
    assert "carvedilol where it is, I do not want to push it" in note_of(HEART)["ASSESSMENT AND PLAN"]


RISE = """
D: You're here about your heart failure, how have things been since we put the furosemide up?
P: Better, I think. The legs have gone down a lot.
D: Let me have a look at you. Blood pressure is one oh two over sixty. Heart sounds normal, no murmur.
D: Your potassium last week was four point nine and the creatinine one point four.
P: Is that bad?
D: It's a small bump, that happens with the water pill. We'll bring the furosemide down to forty in the morning.
"""


def test_what_a_value_does_heads_no_problem() -> None:
    assert "1. Small bump" not in note_of(RISE)["ASSESSMENT AND PLAN"]


def test_a_childs_illness_that_is_not_controlled_heads_the_plan() -> None:
    plan = note_of("""
D: What's been happening with Amara?
M: I'm her mum. She's been coughing at night, nearly every night for about a month.
D: Does she wheeze?
M: I've heard it a couple of times. How can she get better?
D: Can I listen to your chest, Amara? There's a bit of wheeze on both sides.
D: So I think her asthma isn't well controlled. Clenil fifty, two puffs twice a day through a spacer.
""")["ASSESSMENT AND PLAN"]
    assert plan.startswith("1. Asthma.")
