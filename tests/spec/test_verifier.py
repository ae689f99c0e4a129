"""The verifier: any note, by whomever it was written, judged sentence by sentence against its conversation."""

import pytest
from tests.judged import aspects, judge

from attending.checks.verified import score_verifier
from attending.checks.verify import Aspect, Verdict, verify_note
from attending.journeys.verification import count_verdicts, judge_note
from attending.scribe import read_conversation

VISIT = b"""
Doctor: Hi Teresa, what brings you in today?
Patient: My left knee has been sore for four days. I fell off my bike.
Doctor: Any fever?
Patient: No.
Doctor: Do you smoke?
Patient: No, never.
Doctor: You are still taking the lisinopril, twenty milligrams a day?
Patient: Yes, every morning.
Doctor: Does anybody in the family have diabetes?
Patient: My mother has diabetes.
Doctor: How old are you now, ma'am?
Patient: I'm fifty three.
Doctor: Your blood pressure is one twenty over seventy seven and your heart sounds really good.
Doctor: I would like you to come back in two weeks.
"""


@pytest.fixture(scope="module")
def conversation():
    return read_conversation(VISIT)


@pytest.mark.parametrize(
    ("sentence", "turns"),
    [
        ("Left knee pain for 4 days.", {2}),
        ("Denies fever.", {3, 4}),
        ("She takes lisinopril 20 mg daily.", {7, 8}),
        ("BP 120/77.", {13}),
        ("Her mother has diabetes.", {10}),
        ("Follow up in 2 weeks.", {14}),
        ("She is a nonsmoker.", {5, 6}),
        ("The patient is a 53-year-old female.", {12}),
    ],
)
def test_what_was_said_is_supported_and_cites_where(conversation, sentence, turns):
    one = judge(conversation, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())
    assert turns <= {cited.turn for cited in one.turns}


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Right knee pain.", Aspect.SIDE),
        ("Reports fever.", Aspect.NEGATION),
        ("She smokes cigarettes.", Aspect.NEGATION),
        ("Takes lisinopril 40 mg daily.", Aspect.DOSE),
        ("Knee pain for 9 days.", Aspect.TIME),
        ("She has diabetes.", Aspect.SUBJECT),
        ("Her father has diabetes.", Aspect.SUBJECT),
        ("He fell off his bike.", Aspect.SUBJECT),
        ("The patient is 63 years old.", Aspect.NUMBER),
        ("BP 140/90.", Aspect.NUMBER),
    ],
)
def test_the_opposite_of_what_was_said_is_contradicted(conversation, sentence, aspect):
    one = judge(conversation, sentence)
    assert one.verdict is Verdict.CONTRADICTED
    assert aspect in aspects(one)


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Pulse 72, respiratory rate 16.", Aspect.NUMBER),
        ("She takes metformin.", Aspect.MEDICINE),
        ("Denies vomiting.", Aspect.NEGATION),
        ("She travelled to Peru.", Aspect.CONTENT),
        ("The fall happened last month.", Aspect.TIME),
    ],
)
def test_what_nobody_said_is_not_found(conversation, sentence, aspect):
    one = judge(conversation, sentence)
    assert one.verdict is Verdict.NOT_FOUND
    assert aspect in aspects(one)


def test_a_bare_none_is_read_with_its_heading(conversation):
    assert judge(conversation, "None.", "ALLERGIES:").missing == ("allergies",)


def test_a_sentence_that_says_nothing_is_not_assessed(conversation):
    assert judge(conversation, "As noted above.").verdict is Verdict.NOT_ASSESSED


def test_parts_of_a_run_on_line_are_judged_singly(conversation):
    judged = verify_note("Vital signs: BP 120/77, HR 72 Lungs: Clear. Heart: Sounds good.", conversation)
    assert [one.verdict for one in judged] == [Verdict.NOT_FOUND, Verdict.NOT_FOUND, Verdict.SUPPORTED]


def test_verdicts_are_counted_with_none_left_out(conversation):
    judged = judge_note(b"Denies fever.\nReports fever.", conversation)
    assert count_verdicts(judged) == {"contradicted": 1, "not found": 0, "supported": 1, "not assessed": 0}


KNEES = b"""
Doctor: What brings you in?
Patient: My right knee hurts. I felt a pop in the left knee, but no pain in my left knee.
Patient: I lost about three to three and a half pounds of weight.
Doctor: Does anything make the pain worse?
Patient: No, nothing makes the pain worse, and the swelling is there.
Doctor: Your lungs are clear. Your knee swelling is real. Come back in two weeks.
"""


@pytest.mark.parametrize(
    "sentence",
    [
        "Denies left knee pain.",
        "Denies anything that makes the pain worse.",
        "No wheezes, rales, or rhonchi.",
        "The swelling from the last visit has resolved.",
        "She is down 1.5 kg of weight.",
    ],
)
def test_what_follows_from_the_words_is_no_contradiction(sentence):
    one = judge(read_conversation(KNEES), sentence)
    assert one.verdict is Verdict.SUPPORTED, one.reasons


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Denies right knee pain.", Aspect.NEGATION),
        ("Lungs: wheezing.", Aspect.NEGATION),
        ("She is down 2.5 kg of weight.", Aspect.NUMBER),
    ],
)
def test_the_same_sentences_made_wrong_are_called_contradicted(sentence, aspect):
    one = judge(read_conversation(KNEES), sentence)
    assert one.verdict is Verdict.CONTRADICTED
    assert aspect in aspects(one)


@pytest.mark.parametrize(
    "sentence", ["Auscultation of", "The patient understands and agrees with the recommended medical treatment plan."]
)
def test_paperwork_holds_no_fact_to_look_for(sentence):
    assert judge(read_conversation(KNEES), sentence).verdict is Verdict.NOT_ASSESSED


def test_errors_planted_in_a_clinicians_own_note_are_counted(tmp_path):
    dialogue = "[doctor] any fever ?\\n[patient] no . my left knee hurts since four days . i take lisinopril ."
    note = "Denies fever. Left knee pain for 4 days. Takes lisinopril."
    table = tmp_path / "visits.csv"
    table.write_text(f'encounter_id,dialogue,note\n1,"{dialogue}","{note}"\n'.replace("\\n", "\n"), encoding="utf-8")
    found = score_verifier(table)["planted_errors_found"]
    assert found["medicine"] == {"n": 1, "found": 1.0, "called_contradicted": 0.0}
    assert found["side"]["called_contradicted"] == 1.0
    assert found["negation"]["found"] == 1.0


TWO_KNEES = b"""
Doctor: What happened?
Patient: I twisted my right knee while skiing, and it has been swollen for three weeks. It hurts when I climb stairs.
Doctor: The left knee?
Patient: I had the left knee looked at for arthritis seven years ago.
Doctor: How many drinks do you have a week?
Patient: Two beers on the weekend.
Doctor: You take the metformin twice a day?
Patient: Yes, five hundred milligrams.
Doctor: On exam your right knee has an effusion and tenderness of the medial joint line. I think you sprained the medial
collateral ligament of the right knee.
Doctor: I would like to see you back in six weeks.
"""


@pytest.fixture(scope="module")
def two_knees():
    return read_conversation(TWO_KNEES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Right knee swelling for 3 weeks after skiing.",
        "The right knee shows an effusion and medial joint line tenderness.",
        "Left knee arthritis 7 years ago.",
        "She drinks 2 beers on weekends.",
        "Metformin 500 mg twice daily.",
        "Follow up in 6 weeks.",
    ],
)
def test_a_number_or_side_in_its_own_words_is_supported(two_knees, sentence):
    assert judge(two_knees, sentence).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Right knee swelling for 7 weeks after skiing.", Aspect.TIME),  # seven was said, of years and the other knee
        ("The left knee shows an effusion and medial joint line tenderness.", Aspect.SIDE),
        ("Metformin 500 mg once daily.", Aspect.DOSE),
        ("Follow up in 3 weeks.", Aspect.TIME),  # three weeks is how long the knee has been swollen
        ("Follow up in 6 months.", Aspect.TIME),
    ],
)
def test_a_number_or_side_that_was_said_of_something_else_is_found(two_knees, sentence, aspect):
    one = judge(two_knees, sentence)
    assert one.verdict in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}
    assert aspect in aspects(one)


def test_four_weeks_are_a_month_until_the_next_visit():
    visit = read_conversation(
        b"Doctor: Let's get an x-ray. I'll see you back in four weeks.\nPatient: Okay, thank you.\n"
    )
    assert judge(visit, "Return in 1 month.").verdict is not Verdict.CONTRADICTED


def test_a_bare_denial_of_what_was_mostly_reported_is_contradicted():
    visit = read_conversation(
        b"Doctor: How is the pain?\nPatient: The pain in my back is bad, and I have pain in my hip as well.\n"
        b"Doctor: No pain when I press here?\nPatient: No.\n"
        b"Doctor: And the pain keeps you awake?\nPatient: Yes, it hurts all night.\n"
    )
    assert judge(visit, "Denies pain.").verdict is Verdict.CONTRADICTED
    assert judge(visit, "No pain to pressure.").verdict is Verdict.SUPPORTED


def test_the_side_of_the_other_ankle_is_not_called_wrong():
    visit = read_conversation(
        b"Doctor: You dropped a brick on your right foot?\n"
        b"Patient: Yes, yesterday. My other ankle is sore too, I had surgery on it.\n"
    )
    assert Aspect.SIDE not in aspects(judge(visit, "History of left ankle surgery."))


def test_a_change_of_a_medicine_that_nobody_announced_is_not_found(conversation):
    assert judge(conversation, "Decrease lisinopril.").verdict is Verdict.NOT_FOUND
    assert judge(conversation, "Continue lisinopril.").verdict is Verdict.SUPPORTED
