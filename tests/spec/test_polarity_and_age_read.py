"""Supposed denials, ages asked at once, past illness, orders without a verb, and doses skipped only on a condition."""

from tests.visits import conversation_of, draft_of, note_of

from attending.scribe.sex_heard import sex_heard

CHILD = """
D: Come in. And this is Theo? How old is he now?
P: Eight months.
D: What's been going on?
P: His eczema's gone mad, and he's scratching till he bleeds.
D: Any allergies or asthma in the family?
P: My husband's got hay fever, and I had eczema.
D: Let's have a look at you, mister. There's a golden crust on the left cheek. He's happy and smiling.
D: So this is moderate eczema and the left cheek's infected. I'll give him fusidic acid cream three times a day.
D: A thick ointment, like fifty fifty, at least four times a day.
P: I'm scared of steroids, I read they thin the skin.
"""


def test_a_finding_supposed_absent_is_not_reported() -> None:
    text = " ".join(
        note_of("""
D: Hey, what's going on today?
P: I got some discharge, and it burns when I pee.
D: Any allergies to medicine?
P: Amoxicillin gave me a rash when I was little.
D: Just a rash? No trouble breathing?
P: Just a rash, yeah.
D: We're going to treat today, doxycycline 100 twice a day for seven days.
""").values()
    )
    assert "reports trouble breathing" not in text


def test_a_child_that_was_brought_is_the_patient() -> None:
    note = note_of(CHILD)
    assert sex_heard(conversation_of(CHILD)) == "male"
    assert "is 8 months" in note["HISTORY OF PRESENT ILLNESS"]
    assert "his mother had eczema" in note["FAMILY HISTORY"]
    assert "ALLERGIES" not in note
    assert "eczema" not in note["PHYSICAL EXAMINATION"]
    assert "50/50" in note["ASSESSMENT AND PLAN"]


def test_an_ulcer_of_years_ago_is_no_symptom_now() -> None:
    note = note_of("""
D: Good afternoon, Mrs. Kowalczyk. What can I do for you?
P: Some fluttering, in the evenings. And I had a bleeding ulcer in '09.
D: EKG today shows atrial fibrillation. I'm going to start Eliquis, five milligrams twice a day.
""")
    assert "bleeding" not in note["REVIEW OF SYSTEMS"]
    assert "sores" not in note["REVIEW OF SYSTEMS"]


def test_a_dose_skipped_on_a_condition_is_still_ordered() -> None:
    draft = draft_of("""
D: Hi Mr. Baptiste, how's the breathing?
P: I can walk to the mailbox now. Still two pillows at night.
D: I want to add Farxiga, ten milligrams once a day. Skip it if you're throwing up or not eating.
D: Basic metabolic panel in one week. Two liters of fluid a day.
P: Yes sir.
""")
    proposed = [p.claim.text for p in draft.proposals]
    assert "Start Farxiga 10 mg once a day." in proposed
    assert "Order basic metabolic panel in 1 week." in proposed


def test_orders_without_a_verb_stand_in_the_plan() -> None:
    plan = note_of("""
D: Hi Mr. Baptiste, how's the breathing?
P: I can walk to the mailbox now. Still two pillows at night.
D: I want to add Farxiga, ten milligrams once a day.
D: Basic metabolic panel in one week. Two liters of fluid a day.
D: I'll see you in six weeks. CBC and kidney function before then.
P: Yes sir.
""")["ASSESSMENT AND PLAN"]
    for order in ("Basic metabolic panel in 1 week.", "2 L of fluid a day.", "CBC and kidney function before then."):
        assert order in plan


def test_what_ends_a_medicine_and_whom_to_call_stand_in_the_plan() -> None:
    plan = note_of("""
D: so what's been happening with the back then
P: it went on saturday and I'm on ibuprofen four hundred three times a day and it upsets my stomach
D: right okay well let's get you off that then
D: lie on the couch for me so power's normal and it's sciatica
D: if you get numbness around your bottom or you can't pee or you get weakness in both legs you go straight to A and E
P: okay
D: and if you get a sore throat or a fever you stop it and get a blood count the same day
""")["ASSESSMENT AND PLAN"]
    assert "Ibuprofen: let us get them off that." in plan
    assert "weakness in both legs, they go straight to A and E." in plan
    assert "If they get a sore throat or a fever, they stop" in plan
    assert "Lie on the couch" not in plan


def test_signs_and_a_number_are_a_warning() -> None:
    plan = note_of("""
D: Good afternoon, Mrs. Kowalczyk. EKG today shows atrial fibrillation.
P: What do we do?
D: I'm going to start Eliquis, five milligrams twice a day.
D: Any black stools, go to the ER. Face drooping, arm weakness, 911.
P: Okay, I understand.
""")["ASSESSMENT AND PLAN"]
    assert "Face drooping, arm weakness, 911." in plan


def test_a_cough_that_nobody_can_shake_is_there() -> None:
    note = note_of("""
D: Hi Rosa, what's going on?
P: I can't shake this cough. It's been like five weeks.
D: So I think it's the lisinopril. I'm going to stop the lisinopril and put you on losartan, 50 milligrams once a day.
D: And labs in two weeks, that's potassium and creatinine.
P: Okay.
""")
    assert note["CHIEF COMPLAINT"] == "Cough."
    assert "Reports cough" in note["REVIEW OF SYSTEMS"]
    assert "Labs in 2 weeks, that is potassium and creatinine." in note["ASSESSMENT AND PLAN"]


def test_what_is_left_out_on_sick_days_is_begun_all_the_same() -> None:
    visit = """
D: Hello Mrs. Nakamura, how are you getting on with the amlodipine?
P: I take it every day. My ankles have swollen right up, I don't like it.
D: The amlodipine, let's drop that. I'll start you on candesartan, eight milligrams once a day.
P: Is that a water tablet?
D: No, it relaxes the blood vessels. If you have a tummy bug, leave it out till you're better.
D: If you get one over 180, or chest pain, ring 999.
"""
    proposed = [p.claim.text for p in draft_of(visit).proposals]
    assert {"Stop amlodipine.", "Start candesartan 8 mg once a day."} <= set(proposed)
    plan = note_of(visit)["ASSESSMENT AND PLAN"]
    assert "candesartan" in plan
    assert "one over 180" in plan


def test_a_brothers_reflux_is_not_the_babys() -> None:
    note = note_of("""
D: hello come in so this is Aisha how old is she
P: yeah she's five weeks and she's being sick after every feed
D: is she your first
P: no I've got a boy he had reflux but not like this
D: ok let me examine her so she's alert chest is clear tummy's soft
D: she needs to go to the children's hospital now and don't give her any more feeds
""")
    assert "heartburn" not in note["REVIEW OF SYSTEMS"]
