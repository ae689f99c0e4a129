"""What a physician reads in the plan: each problem under its diagnosis, nothing under the wrong one."""

from tests.visits import sentences_of

from attending.drafts import Role
from attending.scribe.content.problems import is_diagnosis, problem_named
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.sections.plan_kinds import LABELS, plan_kind, points_back


def plan_of(text: str) -> list[str]:
    """The lines of the plan, each with its label."""
    return sentences_of(text)["ASSESSMENT AND PLAN"]


def said(words: str) -> Statement:
    return Statement(tuple(words.split()), Role.CLINICIAN, "said", (Source(0, 0, 1),), 0)


EAR = """
D: Hi, so what's going on with him?
M: He was up all night, he's crying and pulling on his left ear.
D: Did he have a fever?
M: Yes, I measured it, it was a hundred and two point six.
D: Alright. Let's have a look at him. The left eardrum is red and bulging, and there's fluid behind it. Lungs are clear.
D: So he has an acute ear infection on the left side, an acute otitis media. I'd like to treat him with an antibiotic.
D: He'll get amoxicillin six hundred milligrams twice a day for seven days.
D: For the pain and fever, you can give him acetaminophen, seven milliliters every six hours.
M: Okay.
D: I'd like to see him again in four weeks.
"""
SUGAR = """
D: How have you been?
P: I'm tired, and I've been so thirsty for two months.
D: Any chest pain?
P: No.
D: Let me examine you. Your blood pressure is one forty-eight over ninety. Lungs are clear. Heart sounds are normal.
D: Your A1c has gone up to eight point three. I don't think you need insulin.
P: Good.
D: So, for your diabetes, it's not well controlled. I'd like to add empagliflozin, ten milligrams once a day.
D: It lowers the sugar and it protects the kidneys.
P: Okay.
D: For the tingling, that's an early diabetic neuropathy.
D: Check your feet every evening, and I'll refer you to the podiatrist.
P: Good.
D: And the cholesterol, I'd like the LDL below seventy. So we'll go up on the atorvastatin to forty milligrams at night.
P: Okay.
"""


def test_the_diagnosis_that_the_doctor_gives_heads_the_plan_by_its_clinical_name() -> None:
    assert "1. Acute otitis media." in plan_of(EAR)


def test_pain_and_fever_of_an_illness_are_no_second_problem() -> None:
    plan = plan_of(EAR)
    assert not [line for line in plan if line.startswith("2.")]
    assert any("acetaminophen, 7 mL every 6 hours" in line for line in plan)


def test_a_problem_set_before_its_sentence_heads_what_is_done_for_it() -> None:
    plan = plan_of(SUGAR)
    place = plan.index("3. Cholesterol.")
    assert "I would like the LDL below 70." in plan[place + 1]
    assert "atorvastatin to 40 mg" in " ".join(plan[place:])


def test_a_symptom_that_the_doctor_explains_is_headed_by_its_diagnosis() -> None:
    plan = plan_of(SUGAR)
    place = plan.index("2. Early diabetic neuropathy.")
    assert "podiatrist" in " ".join(plan[place : plan.index("3. Cholesterol.")])


def test_thoughts_before_the_first_problem_stand_under_it() -> None:
    plan = plan_of(SUGAR)
    assert plan[0] == "1. Diabetes."
    assert any("they need insulin" in line for line in plan)


def test_a_sentence_that_points_back_stays_behind_the_one_it_points_to() -> None:
    assert points_back("It lowers the sugar.") and not points_back("We will order an MRI.")


def test_results_that_stand_under_results_are_not_told_again_in_the_plan() -> None:
    assert not [line for line in plan_of(SUGAR) if "8.3" in line]


def test_assessment_comes_first_then_treatment_then_tests_then_follow_up() -> None:
    assert list(LABELS) == ["reasoning", "treatment", "testing", "education", "followup"]


def test_what_to_look_out_for_is_follow_up_whatever_the_score_says() -> None:
    net = "If she has a lot of bleeding, severe pain or a fever, go to the emergency room."
    assert plan_kind(net, "reasoning") == "followup"


def test_what_holds_under_a_condition_only_keeps_its_condition() -> None:
    plan = plan_of(
        """
D: What happened to the knee?
P: I twisted it nine days ago and felt a pop, and it is swollen.
D: Any fever?
P: No.
D: Let me examine you. There is a small effusion of the right knee. Lachman is negative.
D: I think you have a tear of the medial meniscus. I'm going to order an MRI of the right knee.
D: If there's a piece that's flipped over, that's different, then I'd have you see the surgeon soon.
P: Okay.
"""
    )
    surgeon = next(line for line in plan if "surgeon" in line)
    assert "if there is a piece that is flipped over" in surgeon.lower()


def test_a_heading_is_an_illness_or_a_symptom_never_a_medicine_or_half_a_sentence() -> None:
    assert problem_named(said("and the cholesterol , i would like it lower")) == "cholesterol"
    assert problem_named(said("now the smoking")) == "smoking"
    assert problem_named(said("for the hands: this is hand eczema from the wet work")) == "hand eczema"
    assert problem_named(said("the metformin , we will keep it")) is None
    assert problem_named(said("your blood pressure 's a little high , i would like to check it")) is None
    assert is_diagnosis("tear of medial meniscus") and not is_diagnosis("knee pain")
