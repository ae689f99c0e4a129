"""Notes of consultations in general practice and of interviews: whose words, whose illness, in grammar that holds."""

import pytest
from tests import visits
from tests.visits import conversation_of, draft_of

from attending.drafts import Role
from attending.scribe.rewrite import Person, third_person
from attending.scribe.sex_heard import sex_heard

BEGINS = """
D: Hello, how can I help you today?
P: I have had a bad headache for three days now and it keeps me awake at night.
"""
ENDS = """
D: OK. I think this is most likely a tension headache.
P: OK.
D: You can take paracetamol four times a day, and come back and see me if it isn't better in a week.
P: Thank you very much.
"""


def note_of(said: str, *, begins: str = BEGINS, ends: str = ENDS) -> dict[str, str]:
    """The text of each section of a consultation about a headache."""
    return visits.note_of(begins + said.strip() + ends)


@pytest.mark.parametrize(
    ("said", "sex"),
    [
        ("D: Can you confirm your full name?\nP: Yes, it's Sarah Smith.\nD: Do you smoke?\nP: No.", "female"),
        ("D: Can you confirm your full name?\nP: Yes, it's Sarah Smith.\nD: Great, thank you, sir.\nP: OK.", ""),
        ("D: How can I help you, sir?\nP: It itches.\nD: From everything you mentioned, Sarah, it is eczema.", ""),
        ("D: Hello.\nP: I'm calling about my son, he has a fever.\nD: I see.\nP: My name is Mary.", "male"),
        ("D: Do you smoke at all, Emily?\nP: No, I don't.", "female"),
        ("D: How can I help?\nP: My wife is pregnant and I have a cough.", "male"),
        ("D: How can I help?\nP: I have a cough.", ""),
    ],
)
def test_the_sex_is_told_by_names_and_forms_of_address_that_agree(said: str, sex: str) -> None:
    assert sex_heard(conversation_of(said)) == sex


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("i lie there and think about it", "she lies there and thinks about it"),
        ("i am married and work as a teacher", "she is married and works as a teacher"),
        ("i am tired and have no energy", "she is tired and has no energy"),
        ("i have a cough and cold", "she has a cough and cold"),
        ("we were trekking in our holiday", "she was trekking in her holiday"),
        ("my husband drove and we were late", "her husband drove and they were late"),
    ],
)
def test_verbs_agree_with_the_patient_throughout_a_sentence(said: str, told: str) -> None:
    assert " ".join(third_person(said.split(), Role.PATIENT, Person.of("female"))) == told


def test_anywhere_and_anyone_do_not_stand_in_what_is_affirmed() -> None:
    history = note_of("""
D: Have you been abroad anywhere recently?
P: Yes, I have actually.
D: And have you seen anyone about that?
P: Yes, I have.
""")["HISTORY OF PRESENT ILLNESS"]
    assert "been abroad recently" in history
    assert "seen someone about that" in history
    assert "any" not in history


def test_a_thought_of_the_past_was_of_the_past() -> None:
    history = note_of("D: What did you think when it started?\nP: At first I thought it's my new glasses.")
    assert "thought it was their new glasses" in " ".join(history.values())


def test_a_verb_that_only_stands_in_for_another_is_no_sentence() -> None:
    note = note_of("D: Do you check your blood pressure at home?\nP: I did last week because I knew I was coming.")
    assert "did last week" not in " ".join(note.values())


def test_thoughts_of_harm_and_of_growth_are_no_ideas_about_the_cause() -> None:
    note = note_of("""
D: Have you had any thoughts about harming yourself?
P: No, I never had such thoughts.
D: Do you think this is getting bigger?
P: I think it's getting bigger the past few days.
""")
    assert "Ideas, concerns" not in " ".join(note.values())


def test_you_behind_anything_is_the_subject() -> None:
    ends = ENDS.replace("You can take", "It's worth keeping a diary of anything you wear. You can take")
    assert "anything they wear" in note_of("", ends=ends)["ASSESSMENT AND PLAN"]


@pytest.mark.parametrize(
    ("concludes", "heading"),
    [
        ("I think this is most likely a tension headache.", "1. Tension headache."),
        (
            "We might see if it's worthwhile to get a chest x-ray. This could be a chest infection.",
            "1. Possible chest infection.",
        ),
        ("It sounds like you have a fever and these symptoms. I think this is flu.", "1. Flu."),
        ("I'll give you something called trimethoprim. It sounds like a urine infection.", "1. Urine infection."),
    ],
)
def test_the_problem_is_named_as_sure_as_it_was_said_without_measures(concludes: str, heading: str) -> None:
    ends = ENDS.replace("I think this is most likely a tension headache.", concludes)
    assert heading in note_of("", ends=ends)["ASSESSMENT AND PLAN"]


def test_a_safety_net_that_the_patients_okay_cuts_in_two_stands_whole() -> None:
    plan = note_of(
        "",
        ends="""
D: I think this is most likely a tension headache.
P: OK.
D: While you're waiting, if you develop any weakness of your arms or a sudden headache.
P: OK.
D: Any of those symptoms, or you start being violently sick with it, then you know, you need to go to A and E.
P: OK, thank you very much.
""",
    )["ASSESSMENT AND PLAN"]
    assert "weakness of their arms or a sudden headache, any of those symptoms" in plan
    assert "violently sick with it" in plan
    assert "A and E" in plan


def test_an_ambulance_is_planned_at_any_time_of_a_call() -> None:
    plan = note_of("D: We are going to have to call an ambulance for you.\nP: OK.\nD: Do you smoke?\nP: I used to.")
    assert "ambulance" in plan["ASSESSMENT AND PLAN"]
    assert "used to smoke" in plan["SOCIAL HISTORY"]


def test_what_is_given_in_a_likeness_is_no_treatment() -> None:
    likeness = "This is relief, like you have a fever we just give paracetamol. I'd like you to"
    ends = ENDS.replace("You can take paracetamol four times a day, and", likeness)
    draft = draft_of(BEGINS + "D: Do you smoke?\nP: No." + ends)
    assert not any("paracetamol" in one.claim.text for one in draft.proposals)
    assert "paracetamol" not in " ".join(claim.text for claim in draft.claims)


def test_a_question_that_states_is_told_with_its_time() -> None:
    history = note_of("D: And in half an hour you developed the swelling, yes?\nP: Yeah.")["HISTORY OF PRESENT ILLNESS"]
    assert "In half an hour" in history


@pytest.mark.parametrize(
    "answer", ["Not as such.", "Not those sort of symptoms, really.", "I, no, I don't remember any."]
)
def test_hedged_denials_deny(answer: str) -> None:
    note = note_of(f"D: Have you had any rash?\nP: {answer}")
    assert "denies rash" in " ".join(note.values()).lower()


def test_illness_that_runs_in_the_family_is_no_finding_of_the_patient() -> None:
    note = note_of("""
D: Any family history of any medical conditions like any lung or heart conditions?
P: Um, no lung or heart conditions. There are some autoimmune conditions in my family though.
D: OK, and what kind of autoimmune conditions are there?
P: Uh, there is rheumatoid arthritis. There is lupus.
D: Are they for any direct relatives like your parents?
P: Yes, my parents.
""")
    assert "rheumatoid arthritis" in note["FAMILY HISTORY"]
    assert "rheumatoid arthritis" not in note["HISTORY OF PRESENT ILLNESS"]


def test_a_yes_to_one_of_two_things_asked_does_not_affirm_the_other() -> None:
    history = note_of("D: What kind of pain is it? Is this sharp, is it a dull aching?\nP: Oh yeah, it's really sharp.")
    assert "dull" not in " ".join(history.values())


@pytest.mark.parametrize(
    ("said", "role", "told"),
    [
        (
            "i tripped and this morning i woke up and i have bruises",
            Role.PATIENT,
            "the patient tripped and this morning they woke up and they have bruises",
        ),
        ("the doctor who examines you can decide", Role.CLINICIAN, "the doctor who examines them can decide"),
    ],
)
def test_they_agrees_where_the_sex_is_not_known(said: str, role: Role, told: str) -> None:
    assert " ".join(third_person(said.split(), role, Person.of(""))) == told


DIAGNOSIS_UNSAID = """
D: Do you have any allergies to any medication?
P: Yes, I have an allergy to aspirin.
D: Right.
P: Yeah, and no other allergies.
D: What is the nature of that allergy? Does it cause you heartburn? Or is it like an allergic reaction?
P: It's an allergic reaction, so I swell up a bit.
"""


def test_other_allergies_that_are_denied_do_not_deny_the_one_that_was_told() -> None:
    told = note_of(DIAGNOSIS_UNSAID)["ALLERGIES"]
    assert "allergy to aspirin" in told
    assert "denies other allergies" in told
    assert "denies allergies" not in told


def test_an_answer_about_an_allergy_heads_no_plan() -> None:
    ends = """
D: I will call an ambulance for you now, and you should not walk anywhere until they come.
P: OK.
D: They will do an ECG and take you to the hospital.
"""
    plan = note_of(DIAGNOSIS_UNSAID, ends=ends)["ASSESSMENT AND PLAN"]
    assert "ambulance" in plan
    assert not plan.startswith("1. Allergic reaction")
