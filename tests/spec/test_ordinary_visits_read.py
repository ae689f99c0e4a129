"""What a physician reads in the note of an ordinary visit, where speech breaks off, restarts and goes on later."""

from tests.visits import sentences_of


def whole(text: str) -> str:
    return "\n".join(line for lines in sentences_of(text).values() for line in lines)


SOME_REPORTED = """
D: Good morning, what brings you in today?
P: I have had this pain in my right side for about a week now and it keeps me awake at night.
D: Have you noticed any nausea, vomiting, or diarrhea?
P: I have not thrown up, but I felt a little bit nauseated.
"""


def test_of_a_denied_list_what_the_answer_reports_is_not_denied() -> None:
    told = sentences_of(SOME_REPORTED)
    assert not any("denies" in line and "nausea" in line for lines in told.values() for line in lines)
    assert "Gastrointestinal: Reports nausea." in told["REVIEW OF SYSTEMS"]
    assert "Denies vomiting or diarrhea." in told["REVIEW OF SYSTEMS"]


CUT_IN = """
D: Louise is a 58-year-old female here for follow up of her breathing. What happened?
P: I was playing tennis on Saturday and after half an hour I was very short of breath.
D: Any chest pain?
P: No.
D: Okay. So why don't we go ahead and we'll do a quick physical-
P: Mm-hmm.
D: exam. Your neck is supple. Your lungs have some fine crackles in them. You have trace lower extremity edema-
P: Mm-hmm.
D: in both legs. Let's look at your results. Hey dragon, show me the ECG. The ECG shows a normal rhythm.
D: So let's talk about my assessment and plan for you. For you first problem, this new heart failure, I want to start\
 you on Lasix 40 milligrams once a day. Now, if you're still having symptoms, I want to order an MRI-
P: Mm-hmm.
D: just to make sure that your heart muscle is fine, okay?
P: Okay.
D: For your last problem, your reflux, get a wedge pillow and raise your head at night.
P: Okay.
"""


def test_an_examination_announced_in_two_halves_is_heard() -> None:
    exam = sentences_of(CUT_IN)["PHYSICAL EXAMINATION"]
    assert any("lungs have fine crackles" in line.lower() for line in exam)


def test_a_finding_goes_on_behind_the_listeners_mm_hmm() -> None:
    assert any("edema in both legs" in line.lower() for line in sentences_of(CUT_IN)["PHYSICAL EXAMINATION"])


def test_a_test_that_is_ordered_on_a_condition_keeps_condition_and_reason() -> None:
    plan = " ".join(sentences_of(CUT_IN)["ASSESSMENT AND PLAN"])
    assert "If she is still having symptoms, we will order an MRI" in plan
    assert "to make sure that her heart muscle is fine" in plan


def test_a_new_sentence_behind_mm_hmm_is_no_continuation() -> None:
    text = CUT_IN.replace("D: just to make sure that your heart muscle is fine", "D: you can also take it with food")
    assert "MRI you can" not in whole(text)


def test_problems_of_the_plan_stand_in_the_order_of_the_talk() -> None:
    plan = sentences_of(CUT_IN)["ASSESSMENT AND PLAN"]
    headings = [line for line in plan if line[:2] in {"1.", "2.", "3."}]
    assert headings == ["1. New heart failure.", "2. Reflux."]


def test_what_is_told_to_the_patient_names_whom_it_is_for() -> None:
    assert "She should get a wedge pillow and raise her head at night." in whole(CUT_IN)


def test_results_read_out_before_the_plan_are_told_once() -> None:
    assert not [line for line in sentences_of(CUT_IN)["ASSESSMENT AND PLAN"] if "ECG" in line]


ARM = """
D: Hey. I'm seeing Ms. Kline. She's a 39-year-old female here for, what are you here for?
P: It's my right upper arm. It hurts really, really bad.
D: How did this happen?
P: I fell and landed on my arm last night.
D: Have you taken anything for the pain?
P: I've been taking ibuprofen every six hours I think, but it's really not helping at all.
D: What have you noticed about your weight?
P: No weight loss, loss of appetite, nothing like that. That's, kind of, helped me relax.
D: Let's look at your x-ray. What I see is a proximal humerus fracture. I want to examine your arm.
P: All right.
D: You do have a little bit of swelling over that shoulder. You've got uh, tenderness over the right shoulder.
D: We're going to put you in a sling. I'll prescribe Lortab 5 milligrams every six hours as needed for pain.
P: You're certain it's not marfan syndrome? The one where you get an allergic reaction.
D: No. Do you have any questions for me?
P: No, I don't.
"""


def test_the_complaint_is_what_the_patient_answers() -> None:
    assert sentences_of(ARM)["CHIEF COMPLAINT"] == ["Right arm pain."]


def test_a_medicine_stands_with_what_it_does() -> None:
    assert any(
        "taking ibuprofen every 6 hours, but it is not helping" in line for line in sentences_of(ARM)["MEDICATIONS"]
    )


def test_the_fracture_that_the_doctor_sees_heads_the_plan() -> None:
    assert "1. Proximal humerus fracture." in sentences_of(ARM)["ASSESSMENT AND PLAN"]


def test_a_little_fluid_is_not_little_fluid() -> None:
    exam = " ".join(sentences_of(ARM)["PHYSICAL EXAMINATION"])
    assert "A little swelling over that shoulder" in exam
    assert "Tenderness over the right shoulder" in exam


def test_an_illness_that_is_asked_about_is_no_allergy() -> None:
    assert "ALLERGIES" not in sentences_of(ARM)


def test_having_no_questions_is_no_medicine() -> None:
    assert "question" not in whole(ARM).lower()


ELBOW = """
D: Ms. Ortiz is a 48-year-old female here for a right elbow. Are you ready to get started?
P: I am. I had a new, I had a new job where I lifted a box, and I felt a strain in the elbow.
P: I've been in pain since yesterday. I'm been putting ice on it.
D: Let's, examine you here for a second. Is it your right elbow right here?
P: Yes.
D: On exam you've got some tenderness over your lateral epicondyle. You have some pain with flexion of your elbow.
D: Looking at the x-ray and looking at your exam, my diagnosis here would be lateral epicondylitis.
D: I want to repeat an ultrasound of the elbow. Hey dragon, order an ultrasound.
D: We'll try some Motrin, 800 milligrams every six hours. If it doesn't get better, give us a call.
D: She's going to help you get checked out at the desk.
P: Thank you.
"""


def test_an_examination_begun_in_passing_is_heard_and_its_findings_are_no_plan() -> None:
    sections = sentences_of(ELBOW)
    assert any("Tenderness over the lateral epicondyle" in line for line in sections["PHYSICAL EXAMINATION"])
    assert not [line for line in sections["ASSESSMENT AND PLAN"] if "tenderness" in line.lower()]


def test_the_diagnosis_named_last_heads_the_plan() -> None:
    assert "1. Lateral epicondylitis." in sentences_of(ELBOW)["ASSESSMENT AND PLAN"]


def test_what_to_do_if_it_gets_no_better_is_follow_up() -> None:
    plan = sentences_of(ELBOW)["ASSESSMENT AND PLAN"]
    assert "Follow-up: If it does not get better, give us a call." in plan


def test_a_command_to_the_machine_orders_nothing_twice() -> None:
    plan = sentences_of(ELBOW)["ASSESSMENT AND PLAN"]
    assert len([line for line in plan if "ultrasound" in line]) == 1


def test_chatter_of_the_desk_stands_nowhere() -> None:
    note = whole(ELBOW)
    assert "ready" not in note
    assert "checked out" not in note
    assert "right here" not in note


def test_what_was_hanging_of_the_opening_is_why_the_patient_came() -> None:
    assert "She is a 39-year-old female here for right arm pain." in whole(ARM)


TIRED = """
D: Ms. Cole is a 65-year-old female here for anemia. How are you feeling?
P: Not great. When I try to be active I can't catch my breath. I needed to see you months ago.
D: Did they prescribe you any medications in the emergency room?
P: No. They ran an ECG and did blood tests.
D: Was it worse with eating?
P: Yes. With eating.
D: Let me listen to your heart. Your heart sounds are normal. With the chest discomfort, we worry about heart issues.
D: It's also possible that you had heartburn for a few days, chest wall pain too.
D: So for your anemia, I think, you know, I don't think we need to do any more workup of that.
D: I don't think you need to follow up with the surgeon anymore. I want to start ferrous sulfate 325 mg daily.
P: Okay.
"""


def test_breath_that_cannot_be_caught_is_shortness_of_breath() -> None:
    assert "Respiratory: Reports shortness of breath." in sentences_of(TIRED)["REVIEW OF SYSTEMS"]


def test_an_answer_without_a_medicine_is_no_medicine() -> None:
    assert "ECG" not in " ".join(sentences_of(TIRED).get("MEDICATIONS", []))


def test_what_the_clinician_worries_about_is_no_finding() -> None:
    exam = " ".join(sentences_of(TIRED)["PHYSICAL EXAMINATION"])
    assert "worry" not in exam
    assert "possible" not in exam


def test_what_need_not_be_done_stays_so() -> None:
    plan = " ".join(sentences_of(TIRED)["ASSESSMENT AND PLAN"])
    assert "I do not think we need to do more workup of that." in plan
    assert "should follow up with the surgeon" not in plan
    assert "she needs to follow up with the surgeon anymore" in plan
