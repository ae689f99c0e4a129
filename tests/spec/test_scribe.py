"""The scribe turns a conversation into a note in which every sentence cites its words."""

import re
from datetime import UTC, datetime

import pytest

from attending.drafts import Conversation, Draft, Element, Role, Turn, Words
from attending.errors import BadInput, NothingSaid
from attending.record.chart import Chart
from attending.record.narrative import from_sections, plain_text
from attending.scribe import write_note
from attending.scribe.rewrite.phrases import closed_words
from attending.scribe.rewrite.verbs import base_of
from attending.scribe.sentences.words import read_words
from attending.terms.lexicon import read_table

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

KNEE = """
D: So Maria is a 54-year-old female with a past medical history of hypertension who presents with right knee pain.
D: What happened to your knee?
P: I twisted it about two weeks ago when I was gardening, and it has been swollen since then.
D: Have you had any fever or chills?
P: No.
D: Any numbness in your foot?
P: No, nothing like that.
D: What have you taken for the pain?
P: I took ibuprofen four hundred milligrams twice a day, and it helped a little.
D: Okay, let me examine you. On your heart exam, there is a two out of six systolic murmur. Your lungs are clear.
D: There is swelling of the right knee and pain to palpation on the inside.
D: Your blood pressure is one forty two over eighty five.
D: Here is the x-ray of your right knee. It shows no fracture.
D: So for your knee pain, I think you have a sprain of the medial collateral ligament. I want to order an MRI.
D: I want you to ice it three times a day.
D: For your second problem, your hypertension, I want to increase your lisinopril to twenty milligrams a day.
D: Does that sound good?
P: Yes, that sounds good.
"""


def conversation(text: str) -> Conversation:
    """Lines "D: …" and "P: …" as a conversation."""
    lines = [line.split(":", 1) for line in text.strip().splitlines()]
    roles = {"D": Role.CLINICIAN, "P": Role.PATIENT}
    return Conversation(
        id="visit",
        turns=tuple(Turn(number=i, role=roles[who], text=said.strip()) for i, (who, said) in enumerate(lines)),
    )


def note_of(draft: Draft) -> str:
    return plain_text(from_sections(draft.resources[0]["section"]))


@pytest.fixture(scope="module")
def knee() -> Draft:
    return write_note(conversation(KNEE), None, now=NOW)


def test_the_draft_is_a_preliminary_composition(knee: Draft) -> None:
    assert knee.kind == "note"
    assert knee.resources[0]["resourceType"] == "Composition"
    assert knee.resources[0]["status"] == "preliminary"


def test_the_note_has_the_sections_of_an_outpatient_visit(knee: Draft) -> None:
    titles = [s["title"] for s in knee.resources[0]["section"]]
    wanted = ["CHIEF COMPLAINT", "HISTORY OF PRESENT ILLNESS", "PHYSICAL EXAMINATION", "ASSESSMENT AND PLAN"]
    assert [t for t in titles if t in wanted] == wanted


def test_every_sentence_quotes_its_turns_word_for_word(knee: Draft) -> None:
    turns = conversation(KNEE).turns
    for claim in knee.claims:
        words = claim.evidence[0]
        assert isinstance(words, Words)
        assert words.turns
        assert all(quote and quote in turns[turn].text for turn, quote in zip(words.turns, words.quotes, strict=True))


def test_every_claim_stands_in_its_section(knee: Draft) -> None:
    sections = from_sections(knee.resources[0]["section"])
    for claim in knee.claims:
        place = int(claim.place.removeprefix("Composition.section[").removesuffix("]"))
        assert claim.id in {s.claim for s in sections[place].sentences}


def test_what_the_patient_denies_is_written_as_denied(knee: Draft) -> None:
    note = note_of(knee)
    assert "Denies fever or chills." in note
    assert "Reports fever" not in note


def test_spoken_numbers_become_digits_and_stay_the_same(knee: Draft) -> None:
    note = note_of(knee)
    assert "142/85" in note
    assert "400 mg" in note
    assert "20 mg" in note


def test_each_problem_has_its_plan(knee: Draft) -> None:
    note = note_of(knee)
    plan = note[note.index("ASSESSMENT AND PLAN") :]
    assert "Hypertension." in plan
    assert plan.index("MRI") < plan.index("Hypertension.") < plan.index("lisinopril")


def test_the_same_conversation_gives_the_same_draft(knee: Draft) -> None:
    assert write_note(conversation(KNEE), None, now=NOW) == knee


@pytest.mark.parametrize("text", ["D: Hello.\nP: Hi.", "D: Hm.", "D: ...\nP: ..."])
def test_nothing_is_drafted_from_silence(text: str) -> None:
    with pytest.raises(NothingSaid):
        write_note(conversation(text), None, now=NOW)


def test_a_part_of_the_visit_that_never_happened_is_named_not_invented() -> None:
    talk = """
D: What brings you in today?
P: I have had a cough for three days and it keeps me up at night.
D: Any fever?
P: No fever.
"""
    draft = write_note(conversation(talk), None, now=NOW)
    assert "PHYSICAL EXAMINATION" not in note_of(draft)
    assert any("Physical examination" in reason for reason in draft.not_assessed)


def test_the_chart_gives_name_age_and_pronouns_with_its_own_evidence() -> None:
    talk = """
D: What brings you in today?
P: I have had a cough for three days and it keeps me up at night.
D: Any fever?
P: No fever.
"""
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "gender": "male",
        "birthDate": "1971-09-30",
        "name": [{"given": ["Luca"], "family": "Rossi"}],
        "meta": {"versionId": "3"},
    }
    draft = write_note(conversation(talk), Chart(patient=patient, as_of=NOW, resources={}), now=NOW)
    assert draft.patient == "p1"
    assert "Luca Rossi is a 54-year-old man who presents for cough." in note_of(draft)
    assert "keeps him up" in note_of(draft)
    opening = next(c for c in draft.claims if "54-year-old" in c.text)
    elements = [e for e in opening.evidence if isinstance(e, Element)]
    assert {(e.path, e.version) for e in elements} >= {("Patient.birthDate", 3), ("Patient.gender", 3)}


def test_a_relative_s_illness_is_not_the_patient_s() -> None:
    talk = """
D: Does anything run in your family?
P: My mother had asthma and my father had a seizure last year.
D: And you, have you had any seizures yourself?
P: No, never.
D: All right, and what brings you here today?
P: I have had a headache since Monday.
"""
    review = note_of(write_note(conversation(talk), None, now=NOW)).partition("REVIEW OF SYSTEMS")[2]
    assert "Denies seizure" in review
    assert "Reports seizure" not in review


def test_a_note_is_made_of_the_cited_words_and_a_closed_list(knee: Draft) -> None:
    symptoms = {word for name, *_ in read_table("symptoms.tsv") for word in name.split()}
    for claim in knee.claims:
        words = claim.evidence[0]
        assert isinstance(words, Words)
        said = {part for quote in words.quotes for w in read_words(quote) for part in w.text.split("-")}
        bases = {base_of(w) for w in said} - {None}
        for word in re.findall(r"[a-z]{3,}", claim.text.lower()):
            assert word in said | closed_words() | symptoms or base_of(word) in bases, word


def test_a_style_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput, match="style"):
        write_note(conversation(KNEE), None, now=NOW, style="haiku")


COUGH = """
D: Good morning. What brings you in today?
P: I have had a cough for five days, and a fever since yesterday. I was worried about pneumonia.
D: Any allergies?
P: Penicillin gives me a rash.
D: Do you smoke?
P: I stopped two years ago.
D: Let me listen to your chest. Lungs are clear, no wheezing. Temperature is 38.1.
D: I think this is acute bronchitis. I will start you on benzonatate 100 milligrams three times a day.
D: Drink plenty, rest, and call us if you are not better in a week.
P: Okay, thank you.
"""


@pytest.fixture(scope="module")
def cough() -> str:
    return note_of(write_note(conversation(COUGH), None, now=NOW))


def test_a_diagnosis_that_is_spoken_in_passing_heads_the_plan(cough: str) -> None:
    assert "1. Acute bronchitis." in cough.partition("ASSESSMENT AND PLAN")[2]


def test_a_worry_about_an_illness_is_no_anxiety(cough: str) -> None:
    assert "Reports fever" in cough
    assert "nxiety" not in cough


def test_what_stands_behind_a_label_is_told_of_the_patient_too(cough: str) -> None:
    assert "Allergies: penicillin gives them a rash." in cough


def test_what_was_given_up_is_named(cough: str) -> None:
    assert "Smoking: they stopped 2 years ago." in cough


def test_an_answer_that_only_points_is_not_told_under_a_label() -> None:
    talk = """
D: Are you allergic to anything?
P: Penicillin gave me hives.
D: Are there any other allergies?
P: No, just that one.
D: Okay. You have got fever and swollen nodes. I will start you on azithromycin 250 milligrams once a day.
"""
    note = note_of(write_note(conversation(talk), None, now=NOW))
    assert "hives" in note
    assert "that one" not in note
    assert "1. Fever." not in note
