"""From words to the record: what a visit proposes, and what it must not make a fact of.

Every conversation here was written for this test.
"""

import pytest
from tests.proposed import NOW, chart, facts, only, proposals, visit

from attending.drafts import Words
from attending.errors import BadInput
from attending.exchange.shape import check_shape
from attending.scribe import write_note
from attending.scribe.proposals.fields import fields_of, with_fields


def test_every_fact_cites_its_turns_word_for_word():
    conversation = visit("D: Are you taking the lisinopril, ten milligrams?", "P: Every morning, yes.")
    turns = {turn.number: turn.text for turn in conversation.turns}
    found = write_note(conversation, None, now=NOW).proposals
    assert found
    for proposal in found:
        (words,) = [one for one in proposal.claim.evidence if isinstance(one, Words)]
        assert all(quote in turns[turn] for turn, quote in zip(words.turns, words.quotes, strict=True))


def test_a_medicine_that_is_taken_has_dose_and_timing():
    found = only("D: And the lisinopril, ten milligrams?", "P: Every morning, yes.", kind="MedicationStatement")
    dosage = found.resource["dosage"][0]
    assert found.resource["status"] == "active"
    assert dosage["doseAndRate"][0]["doseQuantity"]["value"] == 10
    assert dosage["timing"]["repeat"]["when"] == ["MORN"]


def test_an_ordered_medicine_has_dose_rhythm_and_length():
    found = only("D: I'll give you amoxicillin five hundred milligrams three times a day for ten days.",
                 "P: Okay.", kind="MedicationRequest")  # fmt: skip
    dosage = found.resource["dosageInstruction"][0]
    assert (found.resource["status"], found.resource["intent"]) == ("draft", "order")
    assert dosage["timing"]["repeat"] == {
        "boundsDuration": {"value": 10, "system": "http://unitsofmeasure.org", "code": "d", "unit": "d"},
        "frequency": 3,
        "period": 1,
        "periodUnit": "d",
    }


def test_what_was_not_said_of_an_order_is_said_to_be_missing():
    found = only("D: I'm going to start you on sertraline.", "P: Okay.", kind="MedicationRequest")
    assert found.reasons == ("Not said: dose, how often, route.",)


def test_an_increase_orders_the_new_dose():
    found = only("D: I'll increase the lisinopril from ten to twenty milligrams daily.", "P: Fine.",
                 kind="MedicationRequest")  # fmt: skip
    assert found.claim.text == "Change the dose of lisinopril to 20 mg once a day."


def test_two_doses_of_one_day_are_two_dosages():
    found = only("D: I want to increase the furosemide to eighty milligrams in the morning and forty milligrams "
                 "in the afternoon for five days.", "P: Okay.", kind="MedicationRequest")  # fmt: skip
    amounts = [d["doseAndRate"][0]["doseQuantity"]["value"] for d in found.resource["dosageInstruction"]]
    assert amounts == [80, 40]


def test_the_most_of_a_day_is_no_single_dose():
    found = only("D: Take acetaminophen, up to three grams a day.", "P: Okay.", kind="MedicationRequest")
    dosage = found.resource["dosageInstruction"][0]
    assert "doseAndRate" not in dosage
    assert dosage["maxDosePerPeriod"]["numerator"]["value"] == 3


def test_a_medicine_that_is_taken_and_then_stopped_is_one_stopped_statement():
    found = only("P: For the pain I take ibuprofen.", "D: Please stop the ibuprofen.", kind="MedicationStatement")
    assert found.resource["status"] == "stopped"


def test_a_medicine_that_ran_out_is_not_taken():
    found = only("D: And the tiotropium, once a day?", "P: Well, it ran out two weeks ago.",
                 kind="MedicationStatement")  # fmt: skip
    assert found.resource["status"] == "not-taken"


@pytest.mark.parametrize(
    "lines",
    [
        ("D: I don't think you need insulin.", "P: Good."),
        ("P: My wife takes metformin for her sugar.", "D: Okay."),
        ("D: If it gets worse, we might consider prednisone.", "P: I see."),
        ("P: Should I take aspirin?", "D: No, it would not help."),
        ("D: Are you on any blood thinners, like warfarin?", "P: No."),
        ("D: Doxycycline is out because of the rash.", "P: Right."),
        ("D: Later, when you're dry, I'd like to switch you to sacubitril-valsartan.", "P: Okay."),
        ("D: Please avoid ibuprofen.", "P: I never take it."),
        ("D: You had the flu shot last year.", "P: Yes."),
    ],
)
def test_talk_of_a_medicine_is_no_medicine(lines):
    assert facts(*lines, kind="MedicationRequest") == []
    assert facts(*lines, kind="MedicationStatement") == []


def test_an_allergy_has_its_reaction_and_is_severe_where_breath_failed():
    found = only("D: Any allergies to medicines?", "P: Penicillin. I got hives and I couldn't breathe.",
                 kind="AllergyIntolerance")  # fmt: skip
    assert found.claim.text == "Allergic to penicillin (difficulty breathing, hives)."
    assert found.resource["criticality"] == "high"


def test_what_a_patient_blames_for_hives_is_an_allergy_and_what_the_ambulance_gave_no_medicine():
    told = (
        "P: It was the penicillin, I think. I got hives everywhere and couldn't breathe. They gave me the adrenaline."
    )
    asked = "D: What was the thing with the ambulance?"
    found = facts(asked, told, kind="AllergyIntolerance")
    assert found == ["Allergic to penicillin (difficulty breathing, hives)."]
    assert facts(asked, told, kind="MedicationStatement") == []
    assert facts("P: It was the amoxicillin that helped. My cough went away.", kind="AllergyIntolerance") == []


def test_a_medicine_named_first_is_ordered_by_the_dose_that_follows():
    said = "D: For the medicine, sertraline, since it is good for anxiety. Fifty milligrams once a day in the morning."
    assert facts(said, kind="MedicationRequest") == ["Start sertraline 50 mg once a day in the morning."]
    assert facts("D: Sertraline, that is one of them. Some people sleep badly.", kind="MedicationRequest") == []


def test_what_lies_in_the_cupboard_is_not_taken():
    asked = "D: Do you have any weapons at home, or a lot of pills?"
    assert facts(asked, "P: No. No guns. Just some Tylenol.", kind="MedicationStatement") == []


def test_an_upset_stomach_is_an_intolerance():
    found = only("D: Are you allergic to anything?", "P: Codeine makes me throw up.", kind="AllergyIntolerance")
    assert found.resource["type"] == "intolerance"


def test_no_allergies_is_a_fact_only_after_a_plain_no():
    assert facts("D: Any drug allergies?", "P: No.", kind="AllergyIntolerance") == ["No known drug allergy."]
    assert facts("D: Any allergy to lidocaine?", "P: No.", kind="AllergyIntolerance") == []
    assert facts("D: Any allergies?", "P: No, but cats make me sneeze.", kind="AllergyIntolerance") == [
        "Allergic to cats."
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("P: My son is allergic to peanuts.", "D: Okay."),
        ("P: I use Claritin sometimes for my allergies.", "D: Okay."),
        ("D: This can cause a rash, that is a side effect of lamotrigine.", "P: Okay."),
    ],
)
def test_somebody_elses_and_possible_reactions_are_no_allergy(lines):
    assert facts(*lines, kind="AllergyIntolerance") == []


@pytest.mark.parametrize(
    ("said", "ordered", "allergic"),
    [
        (
            "Since you're allergic to penicillin, I'm going to start you on doxycycline 100 milligrams twice a day.",
            "Start doxycycline 100 mg twice a day.",
            "Allergic to penicillin.",
        ),
        (
            "You're allergic to sulfa so I'll give you cephalexin 500 milligrams twice daily.",
            "Start cephalexin 500 mg twice a day.",
            "Allergic to sulfa.",
        ),
        (
            "Because of your penicillin allergy we'll go with azithromycin 500 milligrams once a day.",
            "Start azithromycin 500 mg once a day.",
            "Allergic to penicillin.",
        ),
    ],
)
def test_what_is_ordered_because_of_an_allergy_is_an_order_and_no_allergy(said, ordered, allergic):
    assert facts(f"D: {said}", "P: Okay.", kind="MedicationRequest") == [ordered]
    assert facts(f"D: {said}", "P: Okay.", kind="AllergyIntolerance") == [allergic]


def test_a_diagnosis_carries_a_code_with_its_reason():
    found = only("D: So this is an ear infection, acute otitis media on the left ear.", "P: I see.", kind="Condition")
    coding = found.resource["code"]["coding"][0]
    assert (coding["system"], coding["code"]) == ("http://hl7.org/fhir/sid/icd-10-cm", "H66.92")
    assert "left" in found.reasons[1]
    assert "H66.90" in [code.code for code in found.choices]


def test_a_suspected_diagnosis_is_provisional():
    found = only("D: I'm concerned about pneumonia.", "P: Oh.", kind="Condition")
    assert found.resource["verificationStatus"]["coding"][0]["code"] == "provisional"


def test_what_the_patient_tells_is_unconfirmed_and_what_is_over_is_resolved():
    found = only("P: I had pneumonia two years ago.", "D: Okay.", kind="Condition")
    assert found.resource["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert found.resource["clinicalStatus"]["coding"][0]["code"] == "resolved"
    assert found.resource["code"]["coding"][0]["code"] == "Z87.01"


@pytest.mark.parametrize(
    "lines",
    [
        ("P: My mother had diabetes and my brother has Crohn's disease.", "D: I see."),
        ("D: Does anyone in your family have breast cancer?", "P: Yes."),
        ("P: I was afraid it is pneumonia.", "D: I understand."),
        ("D: You don't have pneumonia.", "P: Good."),
        ("D: If you smoke, you could get emphysema.", "P: I know."),
        ("D: Have you ever had a stroke?", "P: No."),
        ("D: We will check to rule out hypothyroidism.", "P: Okay."),
        ("D: The GAD-seven is eleven.", "P: Okay."),
        (
            "D: Does anything run in the family?",
            "P: My dad's side.",
            "D: Oh, heart attacks?",
            "P: Yes, a heart attack.",
        ),
        ("P: My mom is alive.", "D: Okay.", "P: She also suffered from depression."),
        ("P: No, I've never been told I've had high blood pressure.", "D: Okay."),
        ("P: Some people I was helping there did have tuberculosis.", "D: I see."),
        ("D: Have you been tested for diabetes?", "P: Yes, my sugars were good."),
        ("D: So you're worried you might be having a heart attack?", "P: Yeah."),
        ("P: I was laid off because of COVID.", "D: I'm sorry to hear that."),
        ("D: We'll do a COVID swab because your symptoms overlap with those of COVID.", "P: Okay."),
        ("D: We will do investigations for lung cancer.", "P: Okay."),
        ("D: There is CVA tenderness on the right.", "P: It hurts."),
        ("P: I'm pre-diabetic as well.", "D: Okay."),
        ("D: It doesn't sound like you have meningitis.", "P: Good."),
        ("D: Then we'll have to work you up further for lung cancer.", "P: Okay."),
    ],
)
def test_relatives_fears_denials_and_risks_are_no_diagnosis(lines):
    assert facts(*lines, kind="Condition") == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("P: I had asthma as a kid, but nothing since then.", "History of asthma."),
        ("P: I have asthma, I had it when I was little too.", "Asthma."),
        ("P: I had an inguinal hernia repaired about five years ago.", "History of inguinal hernia."),
        ("D: It could be heart failure.", "Suspected: heart failure."),
        ("P: I had a hip fracture two years ago.", "History of hip fracture."),
        ("D: You could have COVID, so let's wait for the result.", "Suspected: covid-19."),
    ],
)
def test_what_was_had_in_childhood_or_mended_is_over_and_what_could_be_is_suspected(line, told):
    assert facts(line, kind="Condition") == [told]


def test_a_lasting_illness_that_the_patient_has_is_no_suspicion():
    lines = ("P: I have heart failure.", "D: This could be your heart failure.")
    assert facts(*lines, kind="Condition") == ["Heart failure."]


def test_a_swab_is_ordered_beside_blood_work_and_one_surgeon_is_referred_to_once():
    lines = ("D: We'll get some blood work and a COVID swab. I will refer you to an orthopaedic surgeon.", "P: Okay.")
    assert facts(*lines, kind="ServiceRequest") == [
        "Order COVID-19 test.",
        "Order blood work.",
        "Refer to orthopaedic surgeon.",
    ]


def test_vital_signs_are_read_with_codes_and_units():
    found = proposals(
        "D: Your blood pressure is one forty-eight over ninety, pulse seventy-six, temperature ninety-nine point four.",
        "P: Okay.",
    )
    measured = {p.claim.text: p.resource for p in found if p.resource.get("category") and "Reports" not in p.claim.text}
    assert set(measured) >= {"Blood pressure 148/90 mmHg.", "Heart rate 76/min.", "Temperature 99.4 °F."}
    assert measured["Heart rate 76/min."]["code"]["coding"][0]["code"] == "8867-4"
    assert measured["Temperature 99.4 °F."]["valueQuantity"]["code"] == "[degF]"


@pytest.mark.parametrize(
    "line",
    [
        "D: Last time your blood pressure was one sixty over ninety.",
        "D: Your goal is a blood pressure below one thirty over eighty.",
        "D: Your heart rate is nine hundred.",
        "D: I want your LDL below seventy.",
        "D: The non-HDL was one seventy-eight.",
    ],
)
def test_former_wished_and_impossible_values_are_no_measurement(line):
    measured = [p for p in proposals(line, "P: Okay.") if p.resource["resourceType"] == "Observation"]
    assert [p.claim.text for p in measured if "Reports" not in p.claim.text] == []


def test_symptoms_are_present_or_absent_with_their_onset():
    found = {p.claim.text: p.resource for p in proposals("D: Any chest pain?", "P: No.")}
    assert found["Denies chest pain."]["valueCodeableConcept"]["text"] == "Absent"
    assert found["Reports cough, for 2 weeks."]["component"][0]["valueString"] == "for 2 weeks"


@pytest.mark.parametrize(
    "lines",
    [
        ("D: Heartburn?", "P: I don't think I've ever had heartburn."),
        ("P: I've been trying to lose weight.", "D: Good."),
        ("D: Any stomach trouble?", "P: Diarrhea no."),
    ],
)
def test_what_was_never_had_is_not_reported(lines):
    said = [fact for fact in facts(*lines, kind="Observation") if fact.startswith("Reports")]
    assert said == ["Reports cough, for 2 weeks."]


def test_breath_that_cannot_be_caught_is_not_denied():
    assert "Denies shortness of breath." not in facts("P: I can't catch my breath on the stairs.", "D: I see.")


@pytest.mark.parametrize(
    ("question", "answer", "state"),
    [
        ("Do you smoke?", "I've never smoked.", "never smoked tobacco"),
        ("Do you smoke?", "I quit ten years ago.", "ex-smoker"),
        ("Do you smoke?", "Yes, a pack a day.", "smoker"),
        ("Do you smoke?", "No.", "non-smoker"),
    ],
)
def test_smoking_is_what_the_patient_says(question, answer, state):
    assert f"Smoking: {state}." in facts(f"D: {question}", f"P: {answer}")


def test_what_the_record_holds_is_not_proposed_again():
    held = chart(
        {"resourceType": "Condition", "id": "c", "code": {"text": "Hypertension"}},
        {"resourceType": "MedicationRequest", "id": "m", "status": "active",
         "medicationCodeableConcept": {"text": "Lisinopril 10 mg"}, "dosageInstruction": [{"text": "once a day"}]},
    )  # fmt: skip
    lines = ("D: For your hypertension, are you taking the lisinopril, ten milligrams once a day?", "P: Yes.")
    assert facts(*lines, chart=held, kind="Condition") == []
    assert facts(*lines, chart=held, kind="MedicationStatement") == []


def test_another_dose_than_the_records_is_proposed_beside_it():
    held = chart(
        {"resourceType": "MedicationRequest", "id": "m", "status": "active",
         "medicationCodeableConcept": {"text": "Lisinopril 10 mg"}, "dosageInstruction": [{"text": "once a day"}]},
    )  # fmt: skip
    lines = ("D: Are you taking the lisinopril?", "P: Yes, forty milligrams once a day.")
    (found,) = [p for p in proposals(*lines, chart=held) if p.resource["resourceType"] == "MedicationStatement"]
    assert found.reasons[0] == "The record says: Lisinopril 10 mg once a day."


def test_a_changed_fact_changes_its_resource_and_its_sentence():
    order = only("D: I'm going to start you on sertraline.", "P: Okay.", kind="MedicationRequest")
    changed = with_fields(order, {"directions": "50 mg once a day in the morning"})
    assert changed.claim.text == "Prescribe sertraline 50 mg once a day in the morning."
    assert changed.resource["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 50
    check_shape(changed.resource, "changed")


def test_a_fact_unchanged_keeps_its_shape_through_its_fields():
    for proposal in proposals("D: Any fever?", "P: No.", "D: Pulse is eighty. BP one twenty over eighty.", "P: Okay.",
                              "D: You have strep throat. I'll see you in two weeks.", "P: Yes."):  # fmt: skip
        again = with_fields(proposal, {field.name: field.value for field in fields_of(proposal)})
        check_shape(again.resource, "again")
        assert again.resource["resourceType"] == proposal.resource["resourceType"]


def test_an_unknown_field_or_value_is_refused():
    order = only("D: I'm going to start you on sertraline.", "P: Okay.", kind="MedicationRequest")
    with pytest.raises(BadInput, match="no such field"):
        with_fields(order, {"colour": "blue"})
    problem = only("D: You have strep throat.", "P: Oh.", kind="Condition")
    with pytest.raises(BadInput, match="no value"):
        with_fields(problem, {"certainty": "sure"})


@pytest.mark.parametrize(
    ("name", "code"), [("Portal hypertension", "K76.6"), ("High blood pressure", "I10"), ("Pressure trouble", "")]
)
def test_a_renamed_problem_never_keeps_the_code_of_another(name, code):
    problem = only("D: You have hypertension.", "P: Oh.", kind="Condition")
    changed = with_fields(problem, {"problem": name})
    assert [one["code"] for one in changed.resource["code"].get("coding", [])] == ([code] if code else [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("D: You have a distal phalanx fracture of the middle finger.", "S62.63"),
        ("D: This is a Lisfranc fracture.", "S93.32"),
        ("D: You have a knee sprain from overuse.", "S83.9"),
        ("D: I think you have a contusion of the thigh.", "S70.1"),
    ],
)
def test_an_injury_that_is_diagnosed_is_a_condition(line, code):
    (coding,) = only(line, kind="Condition").resource["code"]["coding"]
    assert coding["code"].startswith(code)


def test_a_no_that_is_taken_back_denies_nothing():
    lines = ("D: Any nausea or vomiting?", "P: Not really. Yeah. Maybe a bit of nausea.")
    assert "Denies nausea." not in facts(*lines, kind="Observation")


def test_a_transplant_and_a_high_sugar_are_problems():
    told = facts("D: You have a kidney transplant, and you have this hyperglycemia.", kind="Condition")
    assert {text.rstrip(".").lower() for text in told} == {"kidney transplant", "hyperglycemia"}
