"""Checks: what the platform finds in a draft before anybody may sign it."""

from datetime import UTC, datetime

import pytest

from attending.checks import POLICY, examine
from attending.checks.examine import load_rules
from attending.drafts import (
    Author,
    Citation,
    Claim,
    Conversation,
    Draft,
    Element,
    ModelOutput,
    Role,
    Severity,
    Turn,
    Words,
)
from attending.record.chart import Chart

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
WOMAN_OF_46 = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "Morales", "given": ["Teresa"]}],
    "gender": "female",
    "birthDate": "1980-02-11",
}
VISIT = """
D: hi teresa , how are you ? what brings you in ?
P: my throat has been hurting for like four four days and my left knee is sore
D: any fever ?
P: no , but i have had chills
D: any chest pain or cough ?
P: no
D: you are still taking the lisinopril , twenty milligrams a day ?
P: yes , every morning
D: your blood pressure is one twenty over seventy seven and your temperature is ninety eight point six
D: so i want to start you on amoxicillin five hundred milligrams three times a day for ten days
"""


def conversation(text: str = VISIT) -> Conversation:
    roles = {"D": Role.CLINICIAN, "P": Role.PATIENT}
    lines = [line.split(": ", 1) for line in text.strip().splitlines()]
    turns = tuple(Turn(number=i, role=roles[who], text=words) for i, (who, words) in enumerate(lines))
    return Conversation(id="visit-1", turns=turns)


def cited(*turns: int, visit: Conversation | None = None) -> Words:
    visit = visit or conversation()
    return Words(conversation="visit-1", turns=turns, quotes=tuple(visit.turns[turn].text for turn in turns))


def claim(text: str, *evidence, section: int = 0, edited_by: str | None = None, name: str = "c1") -> Claim:
    return Claim(id=name, text=text, place=f"Composition.section[{section}]", evidence=evidence, edited_by=edited_by)


def note(*claims: Claim, patient: str = "p1", not_assessed: tuple[str, ...] = ()) -> Draft:
    sections = [{"title": "HISTORY OF PRESENT ILLNESS"}, {"title": "ASSESSMENT AND PLAN"}]
    return Draft(
        id="d1",
        kind="note",
        patient=patient,
        author=Author(name="scribe", version="1"),
        created=NOW,
        resources=({"resourceType": "Composition", "section": sections},),
        claims=claims,
        not_assessed=not_assessed,
    )


def chart(*resources: dict, patient: dict = WOMAN_OF_46) -> Chart:
    kinds = {resource["resourceType"] for resource in resources}
    by_type = {kind: [r for r in resources if r["resourceType"] == kind] for kind in kinds}
    return Chart(patient=patient, as_of=NOW, resources=by_type)


def allergy_to(substance: str, **more) -> dict:
    return {"resourceType": "AllergyIntolerance", "id": "a1", "code": {"text": substance}, **more}


def codes(draft: Draft, of: Chart | None = None, visit: Conversation | None = None) -> list[str]:
    return [finding.code for finding in examine(draft, of or chart(), visit or conversation()).findings]


# Numbers, units, doses


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("Blood pressure is 120/77.", 8),
        ("Temperature is 98.6 °F.", 8),
        ("Sore throat for 4 days.", 1),
        ("She takes lisinopril 20 mg daily.", 6),
        ("Amoxicillin 500 mg 3 times a day for 10 days.", 9),
    ],
)
def test_spoken_numbers_support_what_clinicians_write(text, turn):
    assert codes(note(claim(text, cited(turn)))) == []


def test_a_number_that_nobody_said_blocks():
    report = examine(note(claim("Blood pressure is 130/85.", cited(8))), chart(), conversation())
    (finding,) = report.findings
    assert (finding.severity, finding.code) == (Severity.BLOCKER, "number-not-said")
    assert finding.message == "“130/85” is not in the words this sentence cites, nor anywhere else in the visit."
    assert (report.claims_checked, report.supported) == (1, 0)


def test_vital_signs_invented_from_a_kind_word_block():
    visit = conversation(VISIT + "D: so your vital signs look good and your heart rate is really good")
    vitals = claim("BP 118/76, HR 72, RR 16, T 98.4 °F, SpO2 97% on room air.", cited(10, visit=visit))
    found = examine(note(vitals), chart(), visit).findings
    assert [f.code for f in found if f.severity is Severity.BLOCKER] == ["number-not-said"] * 5


def test_a_number_said_elsewhere_in_the_visit_is_a_warning():
    assert codes(note(claim("Sore throat for 10 days.", cited(1)))) == ["number-elsewhere"]


def test_a_number_of_a_cited_chart_element_is_supported():
    result = Element(reference="Observation/o1", version=1, path="Observation.value", text="HbA1c 8.2 %")
    record = chart({"resourceType": "Observation", "id": "o1"})
    assert codes(note(claim("Hemoglobin A1c is 8.2%.", result)), record) == []


def test_a_number_of_a_cited_model_output_is_supported_and_another_blocks():
    score = ModelOutput(name="news2", version="1", value="NEWS2 7")
    assert codes(note(claim("NEWS2 is 7.", score))) == []
    assert codes(note(claim("NEWS2 is 9.", score))) == ["number-not-said"]


def test_numbers_of_a_cited_guideline_are_not_ours_to_compare():
    guideline = Citation(source="NICE NG136", edition="2023", place="1.4.20")
    reading = Element(reference="Patient/p1", version=1, path="Patient.birthDate", text="1980-02-11")
    assert codes(note(claim("Aim below 140/90 mmHg.", guideline, reading))) == []


def test_a_thousandfold_error_of_the_unit_blocks():
    assert "unit-differs" in codes(note(claim("Amoxicillin 500 mcg 3 times a day.", cited(9))))


def test_doses_swapped_between_two_medicines_block():
    found = codes(note(claim("She takes lisinopril 500 mg daily.", cited(6, 9))))
    assert found == ["dose-differs"]


# Medicines


def test_a_medicine_that_nobody_named_blocks():
    assert codes(note(claim("She takes metformin.", cited(6)))) == ["medicine-not-said"]


def test_another_name_of_the_same_medicine_is_the_same_medicine():
    assert codes(note(claim("She takes Zestril.", cited(6)))) == []


def test_a_medicine_heard_by_a_similar_name_is_to_be_confirmed():
    visit = conversation(VISIT.replace("lisinopril", "lie sinopril"))
    assert codes(note(claim("She takes lisinopril.", cited(6, visit=visit))), visit=visit) == ["medicine-unclear"]


def test_a_medicine_of_the_chart_is_known():
    taken = {"resourceType": "MedicationStatement", "id": "m1", "status": "active",
             "medicationCodeableConcept": {"text": "Metformin 500 mg"}}  # fmt: skip
    assert codes(note(claim("She takes metformin.", cited(6))), chart(taken)) == ["medicine-elsewhere"]


@pytest.mark.parametrize("allergen", ["Penicillin", "Amoxicillin", "penicillin G", "Augmentin"])
def test_a_planned_medicine_against_an_allergy_blocks(allergen):
    plan = claim("Start amoxicillin 500 mg.", cited(9), section=1)
    report = examine(note(plan), chart(allergy_to(allergen)), conversation())
    assert [(f.severity, f.code) for f in report.findings] == [(Severity.BLOCKER, "allergy")]
    assert "“Start" not in report.findings[0].message
    assert "amoxicillin" in report.findings[0].message


def test_a_relative_of_the_allergen_blocks_with_its_reason():
    visit = conversation(VISIT.replace("amoxicillin", "cephalexin"))
    plan = claim("Start cephalexin 500 mg.", cited(9, visit=visit), section=1)
    (finding,) = examine(note(plan), chart(allergy_to("Penicillin")), visit).findings
    assert finding.code == "allergy"
    assert "cephalosporin" in finding.message


def test_an_allergy_told_in_the_visit_counts_too():
    visit = conversation(VISIT + "P: but i'm allergic to penicillin")
    assert codes(note(claim("Start amoxicillin 500 mg.", cited(9), section=1)), visit=visit) == ["allergy"]


def test_what_is_ordered_because_of_an_allergy_is_no_allergen_and_is_itself_compared():
    said = (
        "I think it is an infection. Since you're allergic to penicillin, I'm going to start you on {} five hundred "
        "milligrams twice a day. And you told me you're allergic to codeine."
    )
    plan = "Since he is allergic to penicillin, we will start him on {} 500 mg twice a day."
    for medicine, found in (("clarithromycin", []), ("amoxicillin", ["allergy"])):
        visit = conversation(VISIT + f"D: {said.format(medicine)}")
        told = claim(plan.format(medicine), cited(10, visit=visit), section=1)
        assert codes(note(told), chart(), visit) == found


@pytest.mark.parametrize(
    "allergy",
    [
        allergy_to("Peanut"),
        allergy_to("Penicillin", verificationStatus={"coding": [{"code": "refuted"}]}),
        allergy_to("Penicillin", clinicalStatus={"coding": [{"code": "resolved"}]}),
    ],
)
def test_allergies_that_do_not_count_are_silent(allergy):
    assert codes(note(claim("Start amoxicillin 500 mg.", cited(9), section=1)), chart(allergy)) == []


def test_a_medicine_to_be_stopped_is_no_planned_medicine():
    visit = conversation(VISIT + "D: please stop the amoxicillin")
    plan = claim("Stop amoxicillin.", cited(10, visit=visit), section=1)
    assert codes(note(plan), chart(allergy_to("Penicillin")), visit) == []


def test_a_new_medicine_without_a_dose_is_pointed_out():
    visit = conversation(VISIT + "D: and i will prescribe some ibuprofen")
    plan = claim("Prescribe ibuprofen.", cited(10, visit=visit), section=1)
    assert codes(note(plan), visit=visit) == ["dose-not-said"]


def test_a_second_medicine_of_the_same_class_is_pointed_out():
    taken = {"resourceType": "MedicationRequest", "id": "m1", "status": "active",
             "medicationCodeableConcept": {"text": "Naproxen 500 mg"}}  # fmt: skip
    visit = conversation(VISIT + "D: start ibuprofen four hundred milligrams")
    plan = claim("Start ibuprofen 400 mg.", cited(10, visit=visit), section=1)
    assert codes(note(plan), chart(taken), visit) == ["duplicate-therapy"]


# Denied, left and right


@pytest.mark.parametrize(
    ("text", "turns", "found"),
    [
        ("Denies fever.", (2, 3), []),
        ("Denies chest pain and cough.", (5,), []),
        ("Reports chills.", (3,), []),
        ("Reports fever.", (2, 3), ["negation-flipped"]),
        ("Denies chills.", (3,), ["negation-flipped"]),
        ("Reports chest pain.", (5,), ["negation-flipped"]),
    ],
)
def test_what_was_denied_stays_denied(text, turns, found):
    assert codes(note(claim(text, cited(*turns)))) == found


def test_a_denial_of_what_nobody_spoke_of_is_a_warning():
    assert codes(note(claim("Denies palpitations.", cited(5)))) == ["denial-not-said"]


@pytest.mark.parametrize(
    ("text", "found"), [("Left knee pain.", []), ("Right knee pain.", ["side-flipped"]), ("Right eye is red.", [])]
)
def test_left_is_not_right(text, found):
    assert codes(note(claim(text, cited(1)))) == found


def test_a_side_that_nobody_said_is_a_warning():
    assert codes(note(claim("Chills in the right arm.", cited(3)))) == ["side-not-said"]


# The right patient


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Teresa Morales is a 46-year-old female with a sore throat.", None),
        ("The patient is a 64-year-old female with a sore throat.", "wrong-age"),
        ("The patient is a 46-year-old male with a sore throat.", "wrong-sex"),
        ("Mr. Hughes has a sore throat.", "wrong-name"),
        ("Ms. Morales has a sore throat.", None),
    ],
)
def test_age_sex_and_name_are_those_of_the_chart(text, code):
    assert codes(note(claim(text, cited(1)))) == ([code] if code else [])


def test_a_conversation_with_somebody_else_is_noticed():
    visit = conversation(VISIT.replace("hi teresa", "hi mr. hughes"))
    assert codes(note(), visit=visit) == ["wrong-name"]
    assert codes(note(), visit=conversation(VISIT.replace("teresa", "gordon"))) == ["other-name"]


def test_a_draft_for_another_patient_blocks():
    assert codes(note(patient="p2")) == ["wrong-patient"]


# Evidence


def test_a_statement_without_a_source_blocks():
    (finding,) = examine(note(claim("Lungs are clear.")), chart(), conversation()).findings
    assert (finding.severity, finding.code) == (Severity.BLOCKER, "no-evidence")


@pytest.mark.parametrize(
    "evidence",
    [
        Words(conversation="visit-1", turns=(99,), quotes=("no",)),
        Words(conversation="visit-1", turns=(5,), quotes=("no fever",)),
        Words(conversation="visit-1", turns=(5,), quotes=()),
        Words(conversation="visit-2", turns=(5,), quotes=("no",)),
        Element(reference="Observation/none", version=1, path="Observation.value", text="5"),
    ],
)
def test_a_source_that_is_not_there_blocks(evidence):
    (finding,) = examine(note(claim("Feels well.", evidence)), chart(), conversation()).findings
    assert (finding.severity, finding.code) == (Severity.BLOCKER, "broken-evidence")


@pytest.mark.parametrize("text", ["D: hello", "D: hello\nP: hello", "D: ...\nP: ..."])
def test_nothing_is_drafted_from_silence(text):
    assert codes(note(), visit=conversation(text)) == ["too-little-speech"]


def test_without_the_conversation_the_quotes_are_compared_and_it_says_so():
    report = examine(note(claim("Temperature is 101 °F.", cited(8))), chart(), None)
    assert [finding.code for finding in report.findings] == ["number-not-said", "no-conversation"]


def test_what_the_model_could_not_assess_is_shown():
    (finding,) = examine(
        note(not_assessed=("Physical examination: nothing was said.",)), chart(), conversation()
    ).findings
    assert (finding.severity, finding.code) == (Severity.INFO, "not-assessed")


# Edited by a clinician, and stable ids


def test_a_sentence_edited_by_a_clinician_is_their_own_statement():
    edited = claim("Blood pressure is 130/85.", cited(8), edited_by="Practitioner/dr1")
    (finding,) = examine(note(edited), chart(), conversation()).findings
    assert (finding.severity, finding.code) == (Severity.WARNING, "number-not-said")


def test_an_allergy_blocks_whoever_wrote_the_plan():
    edited = claim("Start amoxicillin 500 mg.", section=1, edited_by="Practitioner/dr1")
    found = examine(note(edited), chart(allergy_to("Penicillin")), conversation()).findings
    assert [f.code for f in found if f.severity is Severity.BLOCKER] == ["allergy"]


def test_a_finding_keeps_its_id_when_the_draft_is_examined_again():
    one = claim("Blood pressure is 130/85.", cited(8))
    moved = claim("Blood pressure is 130/85.", cited(8), name="c9")
    first, second = (examine(note(draft), chart(), conversation()).findings[0] for draft in (one, moved))
    assert (first.id, first.claim, second.claim) == (second.id, "c1", "c9")


def test_the_rules_have_a_valid_card():
    card = load_rules()
    assert (card.name, card.weights, card.use.role) == ("note-checks", (), "informs")


def test_every_finding_is_weighed_by_the_policy_table():
    assert all(rule.meaning.endswith(".") for rule in POLICY.values())
    assert {code for code, rule in POLICY.items() if rule.edited is Severity.BLOCKER} == {
        "too-little-speech",
        "wrong-patient",
        "broken-evidence",
        "wrong-age",
        "wrong-sex",
        "wrong-name",
        "allergy",
        "number-mismatch",
    }
