"""Chapter: what the problems of a plan are called: by the diagnosis that is named, and no surer than it was said."""

import pytest
from tests.visits import sentences_of


def headings(talk: str) -> list[str]:
    """The problems of the plan, without their numbers."""
    plan = sentences_of(talk).get("ASSESSMENT AND PLAN", [])
    return [line.partition(". ")[2] for line in plan if line[:1].isdigit() and line[1:3] == ". "]


def test_a_guess_of_the_patient_that_is_agreed_to_heads_the_plan():
    appendix = """
        D: So, belly pain. When did that start?
        P: Last night. I'm an eight when I cough.
        D: You're tender in the right lower part with some rebound.
        P: Is it my appendix?
        D: I think so, yes. I'd like some bloods and a CT of your abdomen, and I'll ask the surgeons to see you.
    """
    assert headings(appendix) == ["Suspected appendicitis."]


def test_an_illness_that_is_only_worried_about_is_only_possible():
    heart = """
        D: They tell me you've got some chest discomfort?
        P: Yeah, it came on shoveling snow.
        D: Your EKG shows some changes. I'm worried this is a heart attack. We're giving you aspirin 325 now.
        P: Okay.
        D: We'll get a troponin.
    """
    assert headings(heart) == ["Possible heart attack."]


def test_of_two_that_it_could_be_neither_heads_the_plan():
    lump = """
        D: How can I help you?
        P: I've found a lump in my breast.
        D: There's a firm lump in the upper outer part of the left breast, no nodes.
        P: Is it bad?
        D: It could well be a cyst or a fibroadenoma, but I'm going to refer you for an ultrasound.
    """
    assert headings(lump) == ["Left breast lump."]


def test_a_diagnosis_is_read_behind_these_are_and_what_a_picture_shows():
    opening = "D: What brings you in?\nP: {told}\nD: Okay. Your exam is normal today. {found}\nP: Okay."
    migraine = opening.format(
        told="These headaches.", found="These are migraines. Let's try sumatriptan 50 milligrams."
    )
    rash = opening.format(told="I've got this rash.", found="This is pityriasis rosea. You can use hydrocortisone 1%.")
    wrist = opening.format(
        told="I fell on my wrist.", found="The x-ray shows a distal radius fracture. We'll put you in a cast."
    )
    assert headings(migraine) == ["Migraines."]
    assert headings(rash) == ["Pityriasis rosea."]
    assert headings(wrist) == ["Distal radius fracture."]


def test_what_is_followed_up_heads_the_plan_by_its_own_name():
    mood = """
        D: Last time we started sertraline for the low mood. How have you been getting on?
        P: My stomach was off the first week but that's settled. Mood's a bit better.
        D: Any thoughts of harming yourself?
        P: No, none.
        D: Let's put the sertraline up to 100 milligrams and see you in four weeks.
    """
    assert headings(mood) == ["Low mood."]


SHOWN = {
    "The scan is back. It's showing clots in the arteries of both lungs.": "Pulmonary embolism.",
    "The scan shows a 5 millimetre stone in the ureter, on the left.": "Ureteric stone.",
    "There are no broken bones, but the AC joint has come apart.": "Acromioclavicular joint separation.",
    "The fluid in the knee had uric acid crystals. No bacteria.": "Gout.",
    "It's not a clot, thank goodness. It's a torn calf muscle.": "Torn calf muscle.",
    "It's a superficial burn, about 2 percent.": "Superficial burn.",
}


@pytest.mark.parametrize(("told", "expected"), SHOWN.items())
def test_an_illness_told_only_by_what_was_found_heads_the_plan(told: str, expected: str) -> None:
    visit = f"""
        D: How can I help?
        P: It came on yesterday and I can't sleep with it.
        D: Have you had anything like it before?
        P: No. My mum had a clot once.
        D: {told}
        P: Right.
        D: I'd like you to take paracetamol 1 gram four times a day, and I'll see you next week.
    """
    assert headings(visit) == [expected]


def test_what_could_be_is_only_possible():
    cough = """
        D: How can I help?
        P: It's this cough. I'm bringing up green stuff.
        D: Let me listen. There are some crackles at the right base.
        P: Okay.
        D: This could be a chest infection. I'll give you amoxicillin 500 milligrams three times a day for five days.
    """
    assert headings(cough) == ["Possible chest infection."]


def test_each_thing_a_patient_came_for_is_a_problem_of_its_own():
    things = """
        D: What can we do for you today?
        P: Three things. My knee's been playing up, I've got this rash on my arm, and I need my inhaler.
        D: Which knee?
        P: The left. It's sore on the stairs. The rash is itchy.
        D: Let's have a look. Okay. The knee looks like wear and tear arthritis. I'd try some paracetamol. The rash is
           eczema. I'll give you hydrocortisone 1% twice a day. And the inhaler, I'll put that through, salbutamol.
    """
    told = " ".join(things.split()).replace(" D:", "\nD:").replace(" P:", "\nP:")
    assert headings(told) == ["Wear and tear arthritis.", "Eczema.", "Inhaler."]


def test_paper_that_somebody_came_for_heads_what_is_done_about_it():
    note = """
        D: How can I help?
        P: I just need another fit note for work, doc. For my back.
        D: Any numbness?
        P: No.
        D: I'll give you a fit note for four weeks. Carry on with the naproxen.
    """
    assert headings(note) == ["Fit note for work."]


def test_a_bare_stone_or_fracture_is_called_by_where_it_was_found():
    stones = """
        D: What brings you in?
        P: This awful pain after I ate pizza.
        D: Your ultrasound shows stones in the gallbladder. I'm going to ask the surgeons to see you.
    """
    bone = """
        D: So it's six weeks since you broke your collarbone. How's it doing?
        P: Much better.
        D: The x-ray shows the fracture has healed nicely. You can stop wearing the sling and start physio.
    """
    assert headings(stones) == ["Stones in the gallbladder."]
    assert headings(bone) == ["Clavicle fracture."]


def test_an_illness_asked_after_is_the_problem_not_the_paper_brought_along():
    papers = """
        D: How are things?
        P: I've brought the paperwork from the insurance company, it needs your signature.
        D: Yes, no problem. How's the fibromyalgia?
        P: The amitriptyline makes me groggy.
        D: Let's drop that to 10 milligrams at night then. I'll complete the paperwork this week.
    """
    assert headings(papers) == ["Fibromyalgia."]


def test_a_relatives_heart_attack_is_no_problem():
    reflux = """
        D: When did it come on?
        P: After dinner. It burned right up to my throat.
        D: Your father had a heart attack, right?
        P: At 60, yeah.
        D: Your troponins are normal, so this is not a heart attack. I think this is acid reflux. We'll start
           omeprazole 20 milligrams before breakfast.
    """
    told = " ".join(reflux.split()).replace(" P:", "\nP:").replace(" D:", "\nD:")
    assert headings(told) == ["Acid reflux."]


TOLD = {
    "You've got lots of little cysts. That means polycystic ovary syndrome.": "Polycystic ovary syndrome.",
    "I'm going to treat you for chlamydia today.": "Chlamydia.",
    "What's happening is the nerve's getting squashed at the wrist.": "Carpal tunnel syndrome.",
    "The wound's infected.": "Wound infection.",
    "The x-ray's normal, but you could have a scaphoid fracture.": "Possible scaphoid fracture.",
    "That's for colon cancer screening.": "",
}


@pytest.mark.parametrize(("told", "expected"), TOLD.items())
def test_a_diagnosis_is_heard_in_many_turns_of_phrase_and_not_in_a_screening(told: str, expected: str) -> None:
    visit = f"""
        D: How can I help?
        P: It came on last week.
        D: Have you had anything like it before?
        P: No.
        D: {told} I'd like you to take paracetamol 1 gram four times a day, and I'll see you next week.
    """
    assert headings(visit) == ([expected] if expected else [])
