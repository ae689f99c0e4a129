"""The verifier: any note, by whomever it was written, judged sentence by sentence against its conversation."""

import io
import json
import zipfile

import pytest

from attending.checks.facts import FactKind
from attending.checks.negation import check_negations
from attending.checks.omissions import find_omissions
from attending.checks.others_note import read_note
from attending.checks.source import Source
from attending.checks.verified import score_verifier
from attending.checks.verify import Aspect, Verdict, verify_note
from attending.errors import BadInput
from attending.journeys.verification import count_verdicts, judge_note, list_omissions
from attending.scribe import read_conversation
from attending.terms.answers import Said

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


def judge(conversation, sentence, heading=""):
    (one,) = verify_note(f"{heading}\n{sentence}" if heading else sentence, conversation)
    return one


def aspects(one):
    return {reason.aspect for reason in one.reasons}


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


NOTE = "Denies fever."
COMPOSITION = {
    "resourceType": "Composition",
    "section": [
        {"title": "HPI", "text": {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{NOTE}</p></div>'}}
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        NOTE.encode(),
        NOTE.encode("utf-16"),
        json.dumps({"note": NOTE}).encode(),
        json.dumps(COMPOSITION).encode(),
        json.dumps({"resourceType": "Bundle", "entry": [{"resource": COMPOSITION}]}).encode(),
        json.dumps(
            {"resourceType": "DocumentReference", "content": [{"attachment": {"data": "RGVuaWVzIGZldmVyLg=="}}]}
        ).encode(),
    ],
)
def test_a_note_comes_as_text_or_json_or_fhir(data):
    assert NOTE in read_note(data)


@pytest.mark.parametrize("data", [b"", b"  \n", b"{}", b'{"resourceType": "Patient"}', b"\x00\x01\x02\x03", b"..."])
def test_what_holds_no_note_is_refused(data):
    with pytest.raises(BadInput):
        read_note(data)


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


WARD_NOTE = """
*** CLINIC NOTE ***
CC: cough x 2 wks
Pt c/o cough, **SOB** w/ exertion. Denies F/C, CP.
PMH: HTN
All: NKDA
| Vital | Value |
|-------|-------|
| BP | 142/88 |
| Temp | 98.6 F |
1. Acute bronchitis - albuterol 2 puffs q4-6h PRN
2. CXR
# Follow up
f/u in 2 months
"""
WARD_VISIT = b"""
Doctor: How are you?
Patient: I've had this cough for two weeks, and I am short of breath on the stairs.
Doctor: Any fever, chills or chest pain?
Patient: No.
Doctor: You have high blood pressure. Any allergies to medications?
Patient: No allergies.
Doctor: Your blood pressure is one forty two over eighty eight. This is acute bronchitis.
I'm giving you an albuterol inhaler, two puffs every four to six hours as needed, and I'd like a chest x-ray.
Come back in two weeks.
"""


def test_shorthand_tables_and_lists_of_a_ward_note_are_read():
    judged = verify_note(WARD_NOTE, read_conversation(WARD_VISIT))
    verdicts = {one.sentence: one.verdict for one in judged}
    assert verdicts.pop("Temp: 98.6 F") is Verdict.NOT_FOUND
    assert verdicts.pop("f/u in 2 months") is Verdict.CONTRADICTED
    assert set(verdicts.values()) == {Verdict.SUPPORTED}
    assert {"PMH: HTN", "All: NKDA", "BP: 142/88", "2. CXR", "Denies F/C, CP."} <= verdicts.keys()
    assert not any("Value" in sentence or "---" in sentence for sentence in verdicts)


@pytest.mark.parametrize(
    "data",
    [
        b'{"note": "Denies fever."',
        b'{"resourceType": "DocumentReference", "content": "x"}',
        b'{"resourceType": "Composition", "section": "x"}',
        b'{"resourceType": "Bundle", "entry": [null, {"resource": 5}]}',
    ],
)
def test_json_that_is_cut_off_or_holds_no_note_is_refused_in_words(data):
    with pytest.raises(BadInput):
        read_note(data)


def test_a_bracket_does_not_make_a_text_json():
    assert read_note(b"[Dictated] Denies fever.") == "[Dictated] Denies fever."


CHECKUP = b"""
Doctor: How has your mood been, Mr. Hale?
Patient: Better. I go to group therapy every week, and I check my blood pressure every morning.
Doctor: And the ankle?
Patient: The swelling in my ankle is terrible. The rash went away in June.
Doctor: Are you still smoking?
Patient: No, I quit smoking four years ago. My back pain started two months ago. Lifting makes my back worse.
Doctor: Your father had diabetes?
Patient: My father did, yes.
Doctor: Let me look at your results. Your kidney function was fine. Your thyroid is high. The chest x-ray was normal.
You have gout. I am going to bring your allopurinol up to two hundred milligrams. Come back in two weeks.
"""


@pytest.fixture(scope="module")
def checkup():
    return read_conversation(CHECKUP)


@pytest.mark.parametrize(
    "sentence",
    [
        "He attends group therapy weekly.",
        "He monitors his blood pressure daily.",
        "Severe ankle swelling.",
        "The rash has resolved.",
        "He is a former smoker.",
        "Back pain for 2 months, worse with lifting.",
        "Kidney function is normal.",
        "Thyroid level is elevated.",
        "Chest x-ray was unremarkable.",
        "Gout.",
        "Increase allopurinol to 200 mg.",
        "His father had diabetes.",
    ],
)
def test_an_adjective_or_rate_in_the_clause_of_its_own_is_supported(checkup, sentence):
    one = judge(checkup, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "aspect", "verdict"),
    [
        ("He attends group therapy daily.", Aspect.FREQUENCY, Verdict.CONTRADICTED),
        ("He monitors his blood pressure once a week.", Aspect.FREQUENCY, Verdict.CONTRADICTED),
        ("Mild ankle swelling.", Aspect.SEVERITY, Verdict.CONTRADICTED),
        ("The rash persists.", Aspect.STATUS, Verdict.CONTRADICTED),
        ("He no longer goes to group therapy.", Aspect.STATUS, Verdict.NOT_FOUND),
        ("Back pain for 2 weeks, worse with lifting.", Aspect.TIME, Verdict.CONTRADICTED),
        ("Kidney function is abnormal.", Aspect.RESULT, Verdict.CONTRADICTED),
        ("Thyroid level is normal.", Aspect.RESULT, Verdict.CONTRADICTED),
        ("Chest x-ray was abnormal.", Aspect.RESULT, Verdict.CONTRADICTED),
        ("Ankle swelling from cellulitis.", Aspect.DIAGNOSIS, Verdict.NOT_FOUND),
        ("Decrease allopurinol to 200 mg.", Aspect.CHANGE, Verdict.CONTRADICTED),
        ("His grandmother attends group therapy.", Aspect.SUBJECT, Verdict.NOT_FOUND),
    ],
)
def test_the_opposite_word_or_another_rate_illness_or_person_is_found(checkup, sentence, aspect, verdict):
    one = judge(checkup, sentence)
    assert (one.verdict, aspect in aspects(one)) == (verdict, True), one.reasons


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("CVA tenderness is absent.", "CVA"),
        ("Type 2 diabetes in his father.", "Type 2"),
    ],
)
def test_a_sign_or_a_finer_name_is_no_illness_that_nobody_named(checkup, sentence, reason):
    assert not any(reason in one.message for one in judge(checkup, sentence).reasons if one.aspect is Aspect.DIAGNOSIS)


def test_the_heading_before_a_sentence_reports_nothing():
    source = Source.of_turns([Said(True, "Any allergies?"), Said(False, "No.")])
    assert check_negations("Allergies: The patient denies allergies.", source) == []
    assert [one.code for one in check_negations("Allergies: Reports allergies.", source)] == ["negation-flipped"]


def test_a_bare_normal_needs_its_own_system(checkup):
    assert judge(checkup, "Neuro: WNL").verdict is Verdict.NOT_FOUND
    assert judge(checkup, "Chest: normal.").verdict is Verdict.SUPPORTED


def test_a_change_of_a_medicine_that_nobody_announced_is_not_found(conversation):
    assert judge(conversation, "Decrease lisinopril.").verdict is Verdict.NOT_FOUND
    assert judge(conversation, "Continue lisinopril.").verdict is Verdict.SUPPORTED


TURNED = b"""
Doctor: How is the knee?
Patient: The pain is a lot worse since I was kneeling on it. The swelling is small, but the inner side is really sore.
Doctor: Does resting it help?
Patient: A bit.
Doctor: Let me see. There is a small effusion, your reflexes are symmetric and your throat looks red. I looked at the
x-ray of the knee, and that looks fine. Your blood count came back normal.
Doctor: Are you still on the pill?
Patient: Yes.
Doctor: Do you smoke?
Patient: I quit in May.
"""


@pytest.fixture(scope="module")
def turned():
    return read_conversation(TURNED)


@pytest.mark.parametrize(
    "sentence",
    [
        "Knee pain has worsened after kneeling.",
        "Small effusion.",
        "Medial knee pain.",
        "Reflexes are symmetric.",
        "X-ray of the knee is unremarkable.",
        "Blood count within normal limits.",
        "Former smoker.",
    ],
)
def test_a_word_and_not_its_opposite_is_supported(turned, sentence):
    one = judge(turned, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Knee pain has improved after kneeling.", Aspect.CHANGE),
        ("Large effusion.", Aspect.SEVERITY),
        ("Lateral knee pain.", Aspect.SIDE),
        ("Reflexes are asymmetric.", Aspect.RESULT),
        ("X-ray of the knee is abnormal.", Aspect.RESULT),
        ("Blood count is abnormal.", Aspect.RESULT),
        ("Current smoker.", Aspect.STATUS),
    ],
)
def test_the_opposite_of_a_word_is_contradicted_where_that_is_spoken_of(turned, sentence, aspect):
    one = judge(turned, sentence)
    assert (one.verdict, aspect in aspects(one)) == (Verdict.CONTRADICTED, True), one.reasons


REGIMEN = b"""
Doctor: Good morning, Mrs. Lind. Last time your A1c was 5.8, and now it is 6.4. How is the knee?
Patient: It swells up in the evening. I've been taking ibuprofen for it since the summer.
Doctor: And you are on amlodipine and metformin?
Patient: I stopped the amlodipine because of my ankles. I take the metformin every morning.
Doctor: Anything in the family?
Patient: My dad had a heart attack and my aunt had an aneurysm.
Patient: I have three coffees a day. I have a beer on the weekend.
Doctor: Ibuprofen is hard on your kidneys, so let's stop that. I'd like to repeat the A1c in three months.
See you back in one month for a blood pressure check.
"""


@pytest.fixture(scope="module")
def regimen():
    return read_conversation(REGIMEN)


@pytest.mark.parametrize(
    "sentence",
    [
        "Stopped amlodipine.",
        "Stop ibuprofen.",
        "Continue metformin.",
        "A1c 6.4, up from 5.8.",
        "Knee swelling in the evening.",
        "Ibuprofen since the summer.",
        "Her father had a heart attack; her aunt had an aneurysm.",
        "She drinks three coffees a day.",
        "Return in 1 month for blood pressure check.",
    ],
)
def test_what_is_done_when_and_by_whom_is_supported(regimen, sentence):
    one = judge(regimen, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Continue amlodipine.", Aspect.STATUS),
        ("Continue ibuprofen.", Aspect.STATUS),
        ("Stop metformin.", Aspect.STATUS),
        ("A1c 6.4, down from 5.8.", Aspect.CHANGE),
        ("Knee swelling in the morning.", Aspect.TIME),
        ("Ibuprofen since the winter.", Aspect.TIME),
        ("Her mother had a heart attack.", Aspect.SUBJECT),
        ("Her father had an aneurysm.", Aspect.SUBJECT),
        ("Past history of aneurysm.", Aspect.SUBJECT),
        ("She drinks beer daily.", Aspect.FREQUENCY),
        ("Return in 3 months for blood pressure check.", Aspect.TIME),
    ],
)
def test_another_act_time_or_person_is_contradicted(regimen, sentence, aspect):
    one = judge(regimen, sentence)
    assert (one.verdict, aspect in aspects(one)) == (Verdict.CONTRADICTED, True), one.reasons


def test_an_inhaler_is_known_by_its_colour():
    visit = read_conversation(b"Doctor: Which inhalers?\nPatient: The blue one, for the wheeze.")
    assert judge(visit, "Salbutamol inhaler for wheezing.").verdict is Verdict.SUPPORTED


ALLERGIES = b"""
Doctor: Are you allergic to anything?
Patient: Penicillin, I get hives. My husband is allergic to aspirin.
Doctor: How old are you now?
Patient: Sixty one.
Doctor: You take ramipril and aspirin, don't you?
Patient: Yes, ramipril five, and the aspirin is eighty one. My blood pressure was high at home.
Doctor: I don't think you need an MRI of the back. I'd like an ultrasound of the belly.
Doctor: The left ear is fine. The right one is red.
"""


@pytest.fixture(scope="module")
def allergies():
    return read_conversation(ALLERGIES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Allergic to penicillin (hives).",
        "Takes ramipril 5 mg and aspirin 81 mg.",
        "A 61-year-old patient.",
        "No MRI of the back is needed.",
        "Ultrasound of the abdomen.",
        "Right ear is red.",
    ],
)
def test_allergens_tests_and_illnesses_in_other_words_are_supported(allergies, sentence):
    one = judge(allergies, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "aspect", "verdict"),
    [
        ("Allergic to ramipril.", Aspect.MEDICINE, Verdict.NOT_FOUND),
        ("No known drug allergies.", Aspect.NEGATION, Verdict.CONTRADICTED),
        ("Takes ramipril 81 mg and aspirin 5 mg.", Aspect.DOSE, Verdict.CONTRADICTED),
        ("A 75-year-old patient.", Aspect.NUMBER, Verdict.CONTRADICTED),
        ("MRI of the back was ordered.", Aspect.CONTENT, Verdict.CONTRADICTED),
        ("Mammogram and ultrasound of the abdomen.", Aspect.CONTENT, Verdict.NOT_FOUND),
    ],
)
def test_other_allergens_tests_and_swapped_doses_are_found(allergies, sentence, aspect, verdict):
    one = judge(allergies, sentence)
    assert (one.verdict, aspect in aspects(one)) == (verdict, True), one.reasons


def test_two_medicines_with_doses_are_judged_though_the_visit_names_none():
    said = read_conversation(
        b"Doctor: How is the knee?\nPatient: It still hurts when I walk, and it is swollen in the evening.\n"
        b"Doctor: I will order an x-ray of the knee.\n",
        name="knee.txt",
    )
    one = judge(said, "Start metformin 500 mg twice a day and lisinopril 10 mg once a day.")
    assert one.verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(("side", "verdict"), [("left", Verdict.SUPPORTED), ("right", Verdict.CONTRADICTED)])
def test_a_bare_side_answers_which_part_was_meant(side, verdict):
    said = read_conversation(
        b"Doctor: So what is going on with the foot?\nPatient: I stepped on something about ten days ago.\n"
        b"Doctor: Which foot?\nPatient: The left. Under the big toe.\nDoctor: Okay, let me have a look at it.\n",
        name="foot.txt",
    )
    assert judge(said, f"Wound of the {side} foot, under the big toe.").verdict is verdict


SPOKEN_OF = b"""
Doctor: Hello, what can I do for you?
Patient: I have had chest pain on the stairs for a week. No, I have not fainted.
Doctor: Any black stools?
Patient: No.
Doctor: What do you take?
Patient: Metformin and omeprazole. I stopped the aspirin in May.
Doctor: Are you allergic to anything?
Patient: Penicillin, my lips swelled up. And I can't have eggs, I'm allergic to eggs.
Doctor: Your blood pressure is one fifty over ninety. I'm going to start bisoprolol 2.5 milligrams.
Doctor: I'd like an x-ray of your chest.
Doctor: Come back in two weeks.
"""


@pytest.fixture(scope="module")
def spoken_of():
    return read_conversation(SPOKEN_OF)


def left_out_of(note, conversation):
    return [(one.kind.value, one.fact) for one in find_omissions(note, conversation)]


def test_what_was_spoken_of_and_is_left_out_is_listed_worst_first(spoken_of):
    kinds = [kind for kind, _ in left_out_of("Seen today.", spoken_of)]
    assert kinds == sorted(kinds, key=[kind.value for kind in FactKind].index)
    assert left_out_of("Seen today.", spoken_of)[:5] == [
        ("allergy", "Penicillin (swelling)"),
        ("allergy", "eggs"),
        ("warning sign", "chest pain"),
        ("changed medicine", "aspirin stopped"),
        ("changed medicine", "bisoprolol started"),
    ]


def test_an_omission_names_the_turn_and_its_words(spoken_of):
    first = find_omissions("Seen today.", spoken_of)[0]
    assert (first.turn, first.role, first.quote.split(",")[0]) == (8, "patient", "Penicillin")


@pytest.mark.parametrize(
    ("note", "held"),
    [
        ("Allergies: PCN - lip swelling; egg.", {"allergy"}),
        ("CP on exertion x 1 week.", {"warning sign"}),
        ("Meds: metformin, omeprazole. ASA stopped, start bisoprolol.", {"medicine", "changed medicine"}),
        ("BP 150/90.", {"measurement"}),
        ("CXR ordered.", {"test"}),
        ("F/u 2 weeks.", {"follow-up"}),
    ],
)
def test_what_a_note_holds_in_any_wording_is_not_listed(spoken_of, note, held):
    assert not held & {kind for kind, _ in left_out_of(note, spoken_of)}


def test_an_allergen_that_stands_among_the_medicines_is_still_left_out(spoken_of):
    assert ("allergy", "Penicillin (swelling)") in left_out_of("Given penicillin last year.", spoken_of)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Allergic to penicillin (lip swelling).", Verdict.SUPPORTED),
        ("Allergic to penicillin (rash).", Verdict.CONTRADICTED),
        ("Allergy: penicillin - anaphylaxis.", Verdict.CONTRADICTED),
        ("Allergic to eggs.", Verdict.SUPPORTED),
        ("Allergic to peanuts.", Verdict.NOT_FOUND),
        ("No known allergies.", Verdict.CONTRADICTED),
    ],
)
def test_allergens_of_all_kinds_are_compared_with_their_reactions(spoken_of, sentence, verdict):
    assert judge(spoken_of, sentence).verdict is verdict


@pytest.mark.parametrize(
    ("sentence", "turn"),
    [
        ("Allergic to penicillin (rash).", 8),
        ("Denies chest pain.", 2),
        ("Reports black stools.", 4),
        ("BP 130/90.", 9),
        ("Start bisoprolol 5 mg.", 9),
        ("Follow up in 2 months.", 11),
    ],
)
def test_a_contradiction_names_the_turn_that_says_otherwise(spoken_of, sentence, turn):
    one = judge(spoken_of, sentence)
    assert one.verdict is Verdict.CONTRADICTED
    assert turn in {number for reason in one.reasons for number in reason.turns}, one.reasons
    assert turn in {cited.turn for cited in one.turns}


SAID_OTHERWISE = b"""
Doctor: Hello Mr Moss, how are you getting on?
Patient: The tingling is about the same as before. I get a bit short of breath on the stairs, no worse than last year.
Doctor: Is there any locking or catching in the knee?
Patient: No, no locking.
Doctor: And the spironolactone?
Patient: They took me off that in the hospital. I live with my mum. She has bipolar disorder.
Doctor: Your weight is 184, that's down six pounds. Your ejection fraction went from thirty percent to forty percent.
Doctor: The x-ray does not show any fracture.
Doctor: There's a small swelling on both ankles, no crackles there's a murmur at the apex.
Doctor: How bad is the pain out of ten, and for how long?
Patient: An eight out of ten, for ten days. The cough is dry. Paracetamol doesn't touch it.
Doctor: How are the pressure pills?
Patient: Fine, no dizziness.
Doctor: Bring the amlodipine down to 5 milligrams.
"""


@pytest.fixture(scope="module")
def said_otherwise():
    return read_conversation(SAID_OTHERWISE)


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("Tingling has progressed.", Aspect.CHANGE),
        ("Tingling improved.", Aspect.CHANGE),
        ("Weight 184 lb (up 6 lb).", Aspect.CHANGE),
        ("Ejection fraction fell from 40% to 30%.", Aspect.CHANGE),
        ("Increase amlodipine.", Aspect.CHANGE),
        ("She reports locking of the knee.", Aspect.NEGATION),
        ("Continues on spironolactone.", Aspect.STATUS),
        ("On spironolactone.", Aspect.STATUS),
        ("Diagnosed with bipolar disorder.", Aspect.SUBJECT),
        ("X-ray shows a fracture.", Aspect.NEGATION),
        ("Swelling of the R ankle only.", Aspect.SIDE),
        ("Productive cough.", Aspect.RESULT),
        ("Paracetamol effective.", Aspect.RESULT),
    ],
)
def test_what_was_said_otherwise_is_contradicted(said_otherwise, sentence, aspect):
    one = judge(said_otherwise, sentence)
    assert (one.verdict, aspect in aspects(one)) == (Verdict.CONTRADICTED, True), one.reasons


def test_the_end_of_a_scale_is_no_rating_because_ten_days_were_said(said_otherwise):
    assert judge(said_otherwise, "Pain 10/10 at worst.").verdict is not Verdict.SUPPORTED
    assert judge(said_otherwise, "Pain 8/10.").verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "sentence",
    [
        "Tingling unchanged.",
        "Weight 184 lb (down 6 lb).",
        "Ejection fraction 40%, up from 30%.",
        "Amlodipine reduced to 5 mg.",
        "Spironolactone was stopped in the hospital.",
        "Mother has bipolar disorder.",
        "Murmur at the apex.",
        "Mild SOB on stairs.",
        "Swelling of the ankles bilaterally.",
    ],
)
def test_what_was_said_so_in_other_words_is_supported(said_otherwise, sentence):
    one = judge(said_otherwise, sentence)
    assert (one.verdict, one.reasons) == (Verdict.SUPPORTED, ())


def test_an_illness_that_is_only_spoken_of_is_supported_and_the_reason_says_how(said_otherwise):
    one = judge(said_otherwise, "Hypertension.")
    assert (one.verdict, one.reasons[0].verdict, one.reasons[0].turns) == (Verdict.SUPPORTED, Verdict.SUPPORTED, (12,))
    assert one.reasons[0].message == "“Hypertension” was not named; the words speak of “pressure pills”."


def test_headings_of_mark_up_are_no_sentences(said_otherwise):
    judged = verify_note("## Summary of the visit\n- Tingling unchanged.", said_otherwise)
    assert [(one.heading, one.verdict) for one in judged] == [("Summary of the visit", Verdict.SUPPORTED)]


ORDERS = b"""
Doctor: Hello, how is the ankle?
Patient: I rolled the right one nine days ago. I was smoking then, I quit in May. Melatonin did nothing.
Doctor: What do you take?
Patient: Atorvastatin forty and losartan a hundred. I gave up the metformin because of the runs.
Doctor: Do you snore?
Patient: My wife says no.
Doctor: You can stop the crutches.
Doctor: Try gabapentin 300 milligrams at bedtime. I would like your pressure checked twice a week.
Doctor: No leg swelling the EKG shows flat T waves.
Doctor: Come back in three months.
"""


@pytest.fixture(scope="module")
def orders():
    return read_conversation(ORDERS)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Continue crutches.", Verdict.CONTRADICTED),
        ("Stop crutches.", Verdict.SUPPORTED),
        ("Losartan 50 mg.", Verdict.CONTRADICTED),
        ("Losartan 100 mg, atorvastatin 40 mg.", Verdict.SUPPORTED),
        ("Current smoker.", Verdict.CONTRADICTED),
        ("Melatonin was helpful.", Verdict.CONTRADICTED),
        ("Metformin stopped due to diarrhoea.", Verdict.SUPPORTED),
        ("Snores.", Verdict.CONTRADICTED),
        ("Gabapentin 300 mg at bedtime.", Verdict.SUPPORTED),
        ("EKG with T wave flattening.", Verdict.SUPPORTED),
        ("Right ankle injury 9 days ago.", Verdict.SUPPORTED),
        ("Review 3/12.", Verdict.SUPPORTED),
        ("R/V 6/12.", Verdict.CONTRADICTED),
    ],
)
def test_orders_bare_doses_and_british_shorthand_are_read(orders, sentence, verdict):
    one = judge(orders, sentence)
    assert one.verdict is verdict, one.reasons


def test_a_note_in_a_word_document_is_judged_and_a_damaged_one_refused(conversation):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("HPI", "Left knee pain for 4 days."))
        archive.writestr("word/document.xml", f"<w:document><w:body>{lines}</w:body></w:document>")
    (judged,) = judge_note(packed.getvalue(), conversation)
    assert (judged.heading, judged.sentence, judged.verdict) == ("HPI", "Left knee pain for 4 days.", Verdict.SUPPORTED)
    assert "medicine" in {one.kind.value for one in list_omissions(packed.getvalue(), conversation)}
    with pytest.raises(BadInput):
        judge_note(packed.getvalue()[:60], conversation)


def test_what_the_patient_is_allergic_to_is_no_medicine_that_is_left_out():
    visit = read_conversation(
        b"Doctor: Any allergies?\nPatient: Penicillin, it gives me a rash.\n"
        b"Doctor: Since you are allergic to penicillin, I'll start you on doxycycline 100 mg twice a day.\n"
        b"Patient: Okay.\n"
    )
    assert left_out_of("Seen today.", visit) == [
        ("allergy", "Penicillin (a rash)"),
        ("changed medicine", "doxycycline started"),
    ]
