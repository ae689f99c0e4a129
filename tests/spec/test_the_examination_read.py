"""What a physician reads of examinations that the training visits hardly hold, each finding and value in its place."""

import pytest
from tests.visits import draft_of, note_of, sentences_of


@pytest.fixture(scope="module")
def croup() -> dict[str, str]:
    return note_of(
        """
D: Hello there. And who've we got here?
M: This is Alfie, he's two and a half. He woke up last night with this awful barking cough.
D: Is he drinking?
M: He's drinking but he's not really eating.
D: Right, let me have a look at him. Temperature's thirty seven nine. His resp rate is thirty two.
D: He's alert. There's no stridor at rest. A little bit of subcostal recession. Chest is clear. No rash.
D: His fontanelle is soft and flat.
D: Normal male genitalia, both testes down. Head circumference is forty five centimeters.
D: So he's got croup, mild croup. I'm going to give him a single dose of dexamethasone now.
M: Okay, thank you.
"""
    )


def test_signs_of_a_child_are_findings(croup):
    found = croup["PHYSICAL EXAMINATION"]
    assert "Respiratory: No stridor at rest. A little subcostal recession. Chest is clear." in found
    assert "His fontanelle is soft and flat." in found
    assert "Normal male genitalia, both testes down." in found


def test_a_temperature_whose_point_is_not_spoken_and_a_short_name_are_vital_signs(croup):
    vitals = croup["VITALS REVIEWED"]
    assert "37.9" in vitals
    assert "resp rate is 32" in vitals
    assert "Head circumference is 45 cm." in vitals


def test_vital_signs_are_not_told_again_in_the_examination(croup):
    assert "circumference" not in croup["PHYSICAL EXAMINATION"]
    assert "37.9" not in croup["PHYSICAL EXAMINATION"]


def test_what_is_made_of_the_findings_is_no_finding(croup):
    assert "croup" not in croup["PHYSICAL EXAMINATION"]


@pytest.fixture(scope="module")
def knee() -> dict[str, list[str]]:
    return sentences_of(
        """
D: Hey, Marcus. Tell me about that knee.
P: I was playing basketball on Saturday and my left knee twisted and I heard a pop.
D: Any locking?
P: No.
D: Hop up on the table. So, there's a moderate effusion. Does it hurt when I press here, on the inside?
P: No.
D: How about here on the outside, along the joint line?
P: Ow, yeah, right there.
D: And under the kneecap?
P: A little bit.
D: Straighten your leg for me. You're lacking about ten degrees of extension. And bend it. About ninety degrees.
P: Yeah, that's tight.
D: Lachman is positive, there's no firm end point. Can you feel me touching your toes?
P: Yep.
D: The x-ray they did in the ER shows no fracture.
D: So I'm worried you've torn your ACL. I want to get an MRI this week.
P: Okay.
"""
    )


def test_what_the_patient_answers_under_the_hand_is_a_finding(knee):
    found = knee["PHYSICAL EXAMINATION"]
    assert "No tenderness on the inside." in found
    assert "Tenderness on the outside, along the joint line." in found
    assert "A little tenderness under the kneecap." in found
    assert "Bending: about 90 degrees." in found
    assert any("can feel me touching his toes" in sentence for sentence in found)


def test_findings_stand_in_the_order_in_which_they_were_found(knee):
    found = " ".join(knee["PHYSICAL EXAMINATION"])
    assert (
        found.index("effusion") < found.index("on the inside") < found.index("on the outside") < found.index("Lachman")
    )


@pytest.fixture(scope="module")
def emergency() -> dict[str, str]:
    return note_of(
        """
D: Good afternoon. I'm Dr. Osei, one of the emergency doctors. What happened today?
P: I was making lunch and my right arm went dead. I dropped the plate.
D: How do you feel now?
P: Back to normal, I think.
D: Any headache?
P: No.
D: Okay, smile for me. Good. Close your eyes and hold both arms out. Good.
D: So your face is symmetrical now, no drift, power is five out of five in all limbs.
D: Speech is clear. Sensation's intact.
D: Blood pressure is one seventy two over ninety four. Your liver enzymes are back to normal. You're rhesus negative.
D: Your ECG shows atrial fibrillation. And you filled in the PHQ nine, and it's nineteen, it was twenty two last time.
D: It was a TIA. I'd like to admit you and start apixaban five milligrams twice daily.
P: Okay.
"""
    )


def test_an_examination_begins_with_what_the_patient_is_told_to_do(emergency):
    found = emergency["PHYSICAL EXAMINATION"]
    assert "Face is symmetrical now, no drift, power is 5/5 in all limbs. Speech is clear." in found
    assert "Sensation's intact." in found


def test_results_stand_among_results_and_not_in_the_examination(emergency):
    results = emergency["RESULTS"]
    assert "Liver enzymes are back to normal." in results
    assert "rhesus negative" in results
    assert "PHQ 9, it is 19, it was 22 last time" in results
    assert "enzymes" not in emergency["PHYSICAL EXAMINATION"]


def test_what_an_eye_reads_is_no_year():
    note = note_of(
        """
D: What's going on with the eye?
P: I felt something go in my right eye yesterday.
D: Okay, let's check your eyes. Your vision is twenty twenty on the left and twenty forty on the right.
D: The lids are fine.
D: Conjunctiva is injected on the right. The anterior chamber is deep and quiet.
D: So it's a corneal foreign body. I'm going to take it out now. Come back tomorrow.
P: Okay.
"""
    )
    found = note["PHYSICAL EXAMINATION"]
    assert "20/20 on the left and 20/40 on the right" in found
    assert "The lids are fine." in found
    assert "The anterior chamber is deep and quiet." in found


@pytest.fixture(scope="module")
def antenatal() -> dict[str, list[str]]:
    return sentences_of(
        """
D: Hi Tasha, so you're thirty four weeks. How are you doing?
P: My hands are swollen, and I've had a headache since yesterday.
D: I see you've been checking your pressure at home. What's it been running?
P: One forty over ninety, one forty five over ninety two yesterday.
D: And do you have a pulse oximeter at home?
P: I do. It says ninety eight, and heart rate eighty six.
D: Okay, so the nurse got one fifty eight over one oh two today. Urine dip shows three plus protein.
D: Lie back for me. Fundal height is thirty three. I can hear the heartbeat, it's a hundred and forty five.
D: I'm going to press on your belly. Tender?
P: No, not really.
D: Does it hurt here, under the ribs on the right?
P: Yeah, ow.
D: I'm concerned you have preeclampsia. I'm sending you to labor and delivery right now.
P: Okay.
"""
    )


def test_what_the_patient_measured_is_history_under_its_name(antenatal):
    history = antenatal["HISTORY OF PRESENT ILLNESS"]
    assert "Reported blood pressure: 140/90, 145/92 yesterday." in history
    assert "Reported oxygen saturation: it says 98, and heart rate 86." in history


def test_what_was_measured_in_the_visit_is_a_vital_sign_and_nothing_else_is(antenatal):
    assert antenatal["VITALS REVIEWED"] == ["Blood pressure: the nurse got 158/102 today."]


def test_findings_of_a_pregnancy_stand_together(antenatal):
    found = " ".join(antenatal["PHYSICAL EXAMINATION"])
    assert "Obstetric: Fundal height is 33. The heartbeat is 145." in found


def test_the_place_of_a_pain_is_where_the_hand_was_said_to_lie(antenatal):
    found = " ".join(antenatal["PHYSICAL EXAMINATION"])
    assert "No tenderness on the abdomen." in found
    assert "Tenderness under the ribs on the right." in found


def test_findings_and_results_are_not_told_again_in_the_history(antenatal):
    history = " ".join(antenatal["HISTORY OF PRESENT ILLNESS"])
    assert "158" not in history
    assert "protein" not in history


def test_a_score_of_a_questionnaire_is_a_result_and_one_that_weighs_a_diagnosis_is_none():
    note = note_of(
        """
D: Morning Mr Pike. It's your COPD review today. How's the breathing been?
P: It's been all right. A bit puffed on the hills, and my throat hurts.
D: So your CAT score is eighteen. Your Centor score is four. Open wide. I can see your tonsils are swollen.
D: There are a few scattered wheezes. Your sats are ninety three percent on air.
D: So, your COPD is stable. I'd like to refer you for pulmonary rehab.
P: Lovely.
"""
    )
    assert "score is 18" in note["RESULTS"]
    assert "Centor" not in note["RESULTS"]
    assert "Tonsils are swollen." in note["PHYSICAL EXAMINATION"]


@pytest.fixture(scope="module")
def ward() -> dict[str, str]:
    return note_of(
        """
D: Hello again Mr Dunn, it's two weeks since the knee replacement. How's it been?
P: Sore. I'm sleeping badly.
D: Let me have a look at the wound. It's clean and dry, the clips are out.
D: Bend it for me. That's eighty five degrees. And straighten. You're five degrees short.
D: I'm going to check the prostate now. It's a little enlarged, smooth, no nodules.
D: Just press here, in the snuffbox. Sore?
P: Yes! That's it.
D: Sats ninety six, pulse sixty six. So I'm worried about the scaphoid. Come back in two weeks.
D: Now the wheeze is just at the end of the breath out.
P: Cheers.
"""
    )


def test_it_is_said_of_what_was_looked_at_just_before(ward):
    found = ward["PHYSICAL EXAMINATION"]
    assert "Wound: clean and dry, the clips are out." in found
    assert "Bending: 85 degrees." in found
    assert "Straightening: 5 degrees short." in found
    assert "Prostate: a little enlarged, smooth, no nodules." in found
    assert "Tenderness in the snuffbox." in found


def test_what_is_found_when_looking_again_is_a_finding(ward):
    assert "The wheeze is at the end of the breath out." in ward["PHYSICAL EXAMINATION"]


def test_a_worry_is_no_result(ward):
    assert "worried" not in ward.get("RESULTS", "")


def test_an_examination_between_vital_signs_and_results_is_not_said_to_be_missing():
    draft = draft_of(
        """
D: Hi Maya. What's brought you in?
P: My periods are really heavy and I'm tired all the time.
D: Okay. You look a bit pale. Pulse is ninety six, blood pressure's one oh eight over sixty four.
D: Weight fifty four kilos. No bruises or petechiae. Tummy's soft, no masses.
D: Your haemoglobin's ninety eight, ferritin's six.
D: So you've got iron deficiency. I'd like to start ferrous fumarate two hundred and ten milligrams once a day.
P: Thanks, doctor.
"""
    )
    assert not any("Physical examination" in missing for missing in draft.not_assessed)


RUN_TOGETHER = """
D: hi come in what's been going on
P: i've had a sore throat for five days
D: any fever
P: yeah thirty nine on tuesday
D: right let me have a look at you open wide for me say ah so the tonsils are big and red uvula's in the middle no sign
 of an abscess temperature is thirty eight four pulse ninety six chest is clear no crackles ears both
 normal no rash
P: okay
D: tummy soft no tenderness heart sounds normal no murmurs so i think it's a bacterial tonsillitis
P: thank you
"""


def test_findings_read_out_without_a_pause_are_told_one_by_one() -> None:
    said = sentences_of(RUN_TOGETHER.replace("\n of", " of").replace("\n normal", " normal"))
    assert said["PHYSICAL EXAMINATION"] == [
        "Ears, Nose, Mouth and Throat: The tonsils are big and red.",
        "Uvula's in the middle.",
        "No sign of an abscess.",
        "Ears both normal.",
        "Respiratory: Chest is clear.",
        "No crackles.",
        "Skin: No rash.",
        "Gastrointestinal: Abdomen soft.",
        "No tenderness.",
        "Cardiovascular: Heart sounds normal.",
        "No murmurs.",
    ]
    assert said["VITALS REVIEWED"] == ["Temperature is 38.4.", "Pulse 96."]
