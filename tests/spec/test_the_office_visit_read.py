"""What a physician reads of a visit with an examination: every clear answer, each finding in its place."""

import pytest
from tests.visits import note_of


@pytest.fixture(scope="module")
def sugar() -> dict[str, str]:
    return note_of(
        """
D: Good morning, Mrs. Okafor. What brings you in?
P: I have been very tired, and I'm thirsty all the time.
D: Have you lost any weight?
P: I think so.
D: How is your diet?
P: It's been a bit of a struggle, with the holidays.
D: Do you check your sugars at home?
P: I did last week. In the morning it was one ninety, one eighty-four, and one time two hundred and ten.
D: And your knee, does it hurt?
P: It hurts when I kneel down to the little chairs at school.
D: Any heartburn?
P: I don't think I've ever had heartburn.
D: Any sores in your mouth, or pus from the ear?
P: No.
D: I know we started you on the metformin a couple of months ago. Are you taking it?
P: Every morning.
D: Let me examine you. Your blood pressure is one thirty over eighty. It is a little high.
D: Neck: supple, no lymph nodes. Lungs are clear. Over the left shoulder blade there's a pigmented lesion.
D: I don't feel any tenderness over the belly. I'm feeling your neck. You make good eye contact, and your mood is low.
D: Your A1c has gone up to eight point three. Six months ago it was seven point nine.
D: I looked at the X-ray of your knee. This is the X-ray of your knee. There's no fracture.
D: For your first problem, your diabetes, it's not well controlled. I'd like to add empagliflozin, 10 mg once a day.
D: You'll pass a bit more sugar in the urine, so the main thing is thrush. If you're vomiting, stop it and let us know.
D: For your knee pain, no kneeling, no running until we know. A warm compress for the knee.
D: And you're due for your eye check, so I'm putting in a referral to ophthalmology.
P: Okay. I'm a little nervous about the new medicine.
D: I'll see you in three months.
P: Thank you.
"""
    )


def test_an_answer_that_only_points_back_stands_behind_what_was_asked(sugar):
    assert "Diet: it has been a bit of a struggle" in sugar["SOCIAL HISTORY"]


def test_values_measured_at_home_stand_in_the_history(sugar):
    assert "190, 184, and one time 210" in sugar["HISTORY OF PRESENT ILLNESS"]


def test_a_clear_answer_about_a_symptom_stands_in_the_history_whatever_its_score(sugar):
    assert "It hurts when she kneels down to the little chairs" in sugar["HISTORY OF PRESENT ILLNESS"]


def test_i_think_so_is_no_plain_yes(sugar):
    assert "possibly lost weight" in sugar["HISTORY OF PRESENT ILLNESS"]


def test_who_does_not_think_to_have_had_a_symptom_does_not_report_it(sugar):
    assert "Reports heartburn" not in sugar["REVIEW OF SYSTEMS"]


def test_symptoms_are_listed_by_where_they_are(sugar):
    assert "ear discharge" in sugar["REVIEW OF SYSTEMS"]
    assert "Skin:" not in sugar["REVIEW OF SYSTEMS"]


def test_nerves_about_the_treatment_are_no_symptom(sugar):
    assert "anxiety" not in sugar["REVIEW OF SYSTEMS"]


def test_a_lesion_is_of_the_skin_wherever_it_lies(sugar):
    assert "Skin: Over the left shoulder blade: pigmented lesion." in sugar["PHYSICAL EXAMINATION"]


def test_how_the_patient_looks_and_feels_is_the_psychiatric_examination(sugar):
    assert "Psychiatric: She makes good eye contact" in sugar["PHYSICAL EXAMINATION"]


def test_where_the_doctor_feels_is_no_finding_and_no_heading_is_said_twice(sugar):
    assert "feeling the neck" not in sugar["PHYSICAL EXAMINATION"]
    assert "Neck: Supple, no lymph nodes." in sugar["PHYSICAL EXAMINATION"]


def test_tenderness_that_is_not_felt_is_no_tenderness(sugar):
    assert "No tenderness over the abdomen." in sugar["PHYSICAL EXAMINATION"]


def test_it_is_high_says_what_is_high(sugar):
    assert "Blood pressure is 130/80, it is a little high." in sugar["VITALS REVIEWED"]


def test_a_value_stands_with_what_it_was_before(sugar):
    assert "A1c has gone up to 8.3, 6 months ago it was 7.9." in sugar["RESULTS"]


def test_a_finding_of_an_image_names_the_image_and_an_image_without_a_finding_is_left_out(sugar):
    assert "X-ray: there is no fracture." in sugar["RESULTS"]
    assert "This is the X-ray" not in sugar["RESULTS"]


def test_what_was_said_before_the_examination_is_no_plan(sugar):
    assert "started her on" not in sugar["ASSESSMENT AND PLAN"]


def test_what_to_look_out_for_and_what_is_forbidden_always_stands_in_the_plan(sugar):
    plan = sugar["ASSESSMENT AND PLAN"]
    assert "If she is vomiting, stop the empagliflozin and let us know." in plan
    assert "No kneeling, no running until we know." in plan
    assert "A warm compress for the knee." in plan


def test_the_main_thing_stays_with_what_it_is_the_main_thing_of(sugar):
    assert "more sugar in the urine, so the main thing is thrush." in sugar["ASSESSMENT AND PLAN"]


def test_what_is_due_anyway_stands_under_general_behind_the_problems(sugar):
    problems, general = sugar["ASSESSMENT AND PLAN"].split("General.")
    assert "ophthalmology" in general
    assert "ophthalmology" not in problems


@pytest.fixture(scope="module")
def child() -> dict[str, str]:
    return note_of(
        """
D: Hi, Mrs. Silva. So what's going on with him?
M: He is crying and pulling on his left ear. He was up all night.
D: Did he have a fever?
M: Yes, I measured it, it was a hundred and two point six. I gave him Tylenol.
D: How much Tylenol did you give him?
M: Five milliliters.
D: And he's not allergic to anything that you know of?
M: No, no allergies.
D: Mateo, does your ear hurt?
P: This one.
D: Let's have a look at him. So the left eardrum is red and bulging. Lungs are clear.
D: So he has an acute otitis media. I'd like to treat him with amoxicillin, 600 milligrams twice a day.
D: Saline drops for the nose. Because he has had a high fever, and the eardrum is bulging, we will not just wait.
M: Okay.
"""
    )


def test_a_child_that_pulls_on_the_ear_and_says_that_it_hurts_has_ear_pain(child):
    assert child["CHIEF COMPLAINT"] == "Left ear pain."


def test_how_much_of_a_medicine_was_given_is_told_with_its_name(child):
    assert "Tylenol: 5 mL." in child["HISTORY OF PRESENT ILLNESS"] + child.get("MEDICATIONS", "")


def test_what_was_measured_is_told_in_whole_sentences(child):
    assert "measured it was" not in child["HISTORY OF PRESENT ILLNESS"]


def test_no_allergies_is_told_of_a_child_too(child):
    assert "denies allergies" in child["ALLERGIES"]


def test_a_treatment_without_a_verb_stands_in_the_plan_and_not_among_the_findings(child):
    assert "Saline drops for the nose." in child["ASSESSMENT AND PLAN"]
    assert "Saline" not in child["PHYSICAL EXAMINATION"]


def test_a_reason_stays_with_what_follows_from_it(child):
    assert "high fever, and the eardrum is bulging" in child["ASSESSMENT AND PLAN"]


def test_the_er_is_a_place():
    note = note_of(
        """
D: What brings you in?
P: I had chest pain on Friday, and my wife took me to the er, and they said my heart was fine.
D: Let me examine you. Lungs are clear. Heart sounds are normal.
D: I think this is reflux. Let's start omeprazole 20 mg once a day.
P: Okay.
"""
    )
    assert "took him to the ER" in note["HISTORY OF PRESENT ILLNESS"].replace("them", "him").replace("her to", "him to")


@pytest.fixture(scope="module")
def leg() -> dict[str, str]:
    return note_of(
        """
D: Hello, Barbara. I'm seeing a patient who is here for left leg pain. Right leg pain, right leg pain?
P: Yes. I hurt my right leg bowling.
D: Okay, man, that looks sore. And you are still on your metformin?
P: Yes.
D: And the appetite?
P: I don't really eat since then.
D: Any phlegm?
P: Normally it is white. Now it's green.
D: I know that you mentioned a little weakness in your right leg.
P: Mm-hmm.
D: Let me examine you. I want to tell you the vitals first, your blood pressure is one thirty over sixty eight .
D: Your temperature was ninety seven . seven and your heart rate is ninety eight .
D: There is tenderness on the outside of the right leg.
D: My impression is that you probably have a contusion, but let's look at the X-ray. There's no fracture.
D: I'd like to start meloxicam 15 mg once a day. We'll check labs in a couple weeks, or, I'm sorry, a couple months.
D: If it's not getting better, come on back and see me.
P: Is it like the allergy where a tick bites you and you get an allergic reaction to meat?
D: No.
"""
    )


def test_the_side_that_is_asked_again_and_confirmed_counts(leg):
    assert leg["CHIEF COMPLAINT"] == "Right leg pain."
    assert "left leg" not in " ".join(leg.values())


def test_man_as_an_exclamation_makes_nobody_a_man(leg):
    assert " he " not in " ".join(leg.values())


def test_a_medicine_asked_for_and_confirmed_is_taken(leg):
    assert "takes metformin" in leg["MEDICATIONS"]


def test_an_answer_about_appetite_or_phlegm_stands_in_the_history(leg):
    assert "not really eat" in leg["HISTORY OF PRESENT ILLNESS"]
    assert "green" in leg["HISTORY OF PRESENT ILLNESS"]


def test_what_was_mentioned_before_the_examination_is_no_finding(leg):
    assert "weakness" not in leg["PHYSICAL EXAMINATION"]


def test_vital_signs_stand_whole_whatever_is_said_around_them(leg):
    assert "130/68" in leg["VITALS REVIEWED"]
    assert "97.7" in leg["VITALS REVIEWED"]


def test_a_diagnosis_spoken_in_passing_heads_the_plan_and_a_corrected_time_counts(leg):
    plan = leg["ASSESSMENT AND PLAN"]
    assert "1. Contusion." in plan
    assert "in a couple months" in plan
    assert "couple weeks" not in plan
    assert "come on back and see me" in plan


def test_a_question_about_allergies_is_no_allergy(leg):
    assert "ALLERGIES" not in leg


@pytest.fixture(scope="module")
def knee() -> dict[str, str]:
    return note_of(
        """
D: What happened to the knee?
P: I turned on my right foot at soccer and it swelled up.
D: Have you injured this knee before?
P: No, never.
D: Is there anyone in the family with Crohn's? Any surgeries?
P: My brother has Crohn's. I had my gallbladder out.
D: Let me examine you. Where is it tender?
P: It's tender on the inside.
D: When I press here on the inside of the knee. McMurray is positive. The lungs are clear.
D: I think this is a meniscus tear. Let's order an MRI.
P: Okay.
"""
    )


def test_an_injury_of_the_past_that_is_denied_denies_none_of_today(knee):
    assert "Denies trauma" not in knee.get("REVIEW OF SYSTEMS", "")


def test_what_hurts_in_the_examination_is_no_past_history(knee):
    assert "tender" not in knee.get("MEDICAL HISTORY", "")


def test_the_family_history_is_not_told_twice(knee):
    assert "Crohn's" in knee["FAMILY HISTORY"]
    assert "Crohn's" not in knee["HISTORY OF PRESENT ILLNESS"]


def test_a_sign_keeps_its_name_and_a_press_alone_is_no_finding(knee):
    assert "McMurray is positive." in knee["PHYSICAL EXAMINATION"]
    assert "press" not in knee["PHYSICAL EXAMINATION"]


@pytest.fixture(scope="module")
def couch() -> dict[str, str]:
    return note_of(
        """
D: Hi there. I understand you're having back pain?
P: Yes, since I lifted a couch on Saturday.
D: Any numbness or weakness?
P: No, none of that.
D: Your lumbar paraspinal muscles are tender. Straight leg raise is negative. Strength is five out of five.
D: This looks like a lumbar strain. I'll give you cyclobenzaprine five milligrams at bedtime.
P: Great, thanks.
"""
    )


def test_findings_told_without_an_announcement_are_an_examination(couch):
    found = couch["PHYSICAL EXAMINATION"]

    for finding in ("paraspinal muscles are tender", "Straight leg raise is negative", "Strength is 5/5"):
        assert finding in found


def test_an_examination_announced_near_the_beginning_of_a_short_visit_is_one():
    found = note_of(
        """
D: Good morning, what brings you in today?
P: My knee has been hurting since I fell off my bike last week.
D: Let me take a look at the knee. There is swelling and tenderness at the joint line. Heart sounds are normal.
D: We'll get an x-ray of the knee, and I'll give you ibuprofen six hundred milligrams three times a day.
P: Okay.
"""
    )["PHYSICAL EXAMINATION"]

    assert "tenderness at the joint line" in found
    assert "Heart sounds are normal" in found


@pytest.fixture(scope="module")
def metformin() -> dict[str, str]:
    return note_of(
        """
D: What can I do for you today?
P: I'm here for my diabetes check.
D: Your hemoglobin A1c is eight point two, it was seven point four last time. Creatinine is one point one.
P: I know, I haven't been good with my diet.
D: Any numbness or tingling in your feet?
P: No.
D: On exam, monofilament sensation is intact, pulses are two plus, no ulcers.
D: So your diabetes is not controlled. Let's add empagliflozin ten milligrams once a day.
P: Sounds good.
"""
    )


def test_results_read_out_before_the_examination_stand_among_the_results(metformin):
    assert "Hemoglobin A1c is 8.2, it was 7.4 last time." in metformin["RESULTS"]
    assert "Creatinine is 1.1." in metformin["RESULTS"]


def test_how_a_known_illness_stands_names_the_problem(metformin):
    assert metformin["ASSESSMENT AND PLAN"].startswith("1. Diabetes. Medical Reasoning: ")
    assert "diabetes is not controlled." in metformin["ASSESSMENT AND PLAN"]


def test_a_child_s_illness_told_to_the_parent_names_the_problem():
    note = note_of(
        """
D: Hi, is this Emma's mom?
P: Yes. She's four. She's had a runny nose since Monday, and last night she spiked a fever of 102.
D: Any vomiting or diarrhea?
P: No.
D: Let me look in her ears. The right eardrum is red and bulging. The left looks normal. Her chest sounds clear.
D: She has an ear infection on the right. We'll do a rapid strep test.
D: We'll treat with amoxicillin, 400 milligrams twice a day for ten days.
P: Thank you.
"""
    )

    assert "right eardrum is red and bulging" in note["PHYSICAL EXAMINATION"]
    assert note["ASSESSMENT AND PLAN"].startswith("1. Ear infection.")
    assert "We will do a rapid strep test." in note["ASSESSMENT AND PLAN"]


def test_a_dose_said_alone_behind_the_answer_stands_with_its_medicine():
    note = note_of(
        """
D: How have you been since we last talked?
P: Honestly, not good. I can't sleep and I have no energy.
D: Are you still taking the sertraline?
P: Yes, fifty milligrams.
D: Your depression has gotten worse.
D: Let's increase the sertraline to one hundred milligrams daily and I'll refer you for therapy.
P: Okay.
"""
    )

    assert "still taking the sertraline, 50 mg." in note["MEDICATIONS"]
    assert "Medical Treatment: We will increase the sertraline to 100 mg daily" in note["ASSESSMENT AND PLAN"]


def test_a_diagnosis_just_before_what_is_planned_for_it_heads_the_plan():
    plan = note_of(
        """
D: Hello Mrs. Jones, how are you doing?
P: Not great. I've been having chest pain when I climb the stairs.
D: Blood pressure is one fifty over ninety. Lungs are clear. I hear a two out of six systolic murmur.
D: I'm worried about angina. I'd like to get an EKG and a troponin today.
P: Okay.
"""
    )["ASSESSMENT AND PLAN"]

    assert plan.startswith("1. Possible angina. Medical Reasoning: I am worried about angina.")
    assert "We will get an EKG and a troponin today." in plan


def test_what_the_urine_shows_is_a_result():
    note = note_of(
        """
D: What can I do for you?
P: I've had burning when I urinate for two days.
D: Any fever or back pain?
P: No fever. No back pain.
D: Your urine shows nitrites and leukocytes. Abdomen is soft, no flank tenderness.
D: This is a urinary tract infection. I'll give you nitrofurantoin one hundred milligrams twice a day.
P: Thanks.
"""
    )

    assert "nitrites and leukocytes" in note["RESULTS"]
    assert "Abdomen is soft" in note["PHYSICAL EXAMINATION"]
