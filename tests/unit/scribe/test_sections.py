"""Suite `mts-dialog`: the header of a short dialogue, and the text of that section."""

import json
from datetime import UTC, datetime

import pytest

from attending.drafts import Conversation
from attending.errors import BadInput
from attending.scribe.evaluation.suites import SUITES
from attending.scribe.headers.cues import CUES, cues_of
from attending.scribe.headers.features import DENSE, VIEWS, excerpt_of_text, read_excerpt
from attending.scribe.headers.model import AXES, NEARNESS, load_section_model, nearness, pack, unpack
from attending.scribe.headers.texts import write_section
from attending.scribe.salience.model import load_engine
from attending.scribe.sentences.sentence_encoder import SIZE
from attending.scribe.transcripts.read import read_conversation

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DIALOGUES = {
    "ALLERGY": "Doctor: Any known drug allergies?\nPatient: No.",
    "MEDICATIONS": "Doctor: What medications do you take?\nPatient: Lisinopril, twenty milligrams, and metformin.",
    "FAM/SOCHX": "Doctor: Do you smoke or drink?\nPatient: No. I'm married and work as a teacher.",
    "PASTSURGICAL": "Doctor: Have you had any surgeries?\nPatient: I had my appendix removed in nineteen ninety.",
}


@pytest.mark.parametrize(("header", "dialogue"), DIALOGUES.items())
def test_plain_dialogues_get_their_header(header, dialogue):
    conversation = read_conversation(dialogue.encode())
    assert load_section_model().header(read_excerpt(conversation, load_engine())) == header


def write(header):
    return write_section(read_conversation(DIALOGUES[header].encode()), header, now=NOW, engine=load_engine())


def test_a_list_of_medicines_keeps_their_doses():
    assert write("MEDICATIONS") == "Lisinopril 20 mg, metformin."


def test_where_everything_was_denied_the_section_says_so():
    assert write("ALLERGY") == "No known drug allergies."


def test_a_section_is_written_in_the_third_person_and_names_the_patient_once():
    dialogue = b"Doctor: Are you married?\nPatient: Yes.\nDoctor: Do you drink?\nPatient: I drink one beer a day."
    text = write_section(read_conversation(dialogue), "FAM/SOCHX", now=NOW, engine=load_engine())
    assert text == "The patient is married. Drinks one beer a day."


def test_operations_stand_by_their_names_with_the_year():
    assert write("PASTSURGICAL") == "Appendectomy in 1990."


@pytest.mark.parametrize(
    ("dialogue", "text"),
    [
        ("Doctor: Any surgeries?\nPatient: I had a hernia repair and a C section.", "Hernia repair, C section."),
        ("Doctor: Did you have your gallbladder removed?\nPatient: Yes.", "Cholecystectomy."),
        ("Doctor: Any knee surgery?\nPatient: No, never.", "None."),
    ],
)
def test_operations_are_those_that_were_had(dialogue, text):
    conversation = read_conversation(dialogue.encode())
    assert write_section(conversation, "PASTSURGICAL", now=NOW, engine=load_engine()) == text


@pytest.mark.parametrize(
    ("header", "dialogue", "text"),
    [
        (
            "GENHX",
            "Doctor: Any tests?\nPatient: I am H I V positive and my G I doctor ordered an M R I in San Remo.",
            "The patient is HIV positive and their GI doctor ordered an MRI in San Remo.",
        ),
        ("ALLERGY", "Doctor: Any other allergies besides Bactrim?\nPatient: Um, no.", "Bactrim."),
        (
            "FAM/SOCHX",
            "Doctor: Any illness in the family?\nPatient: My dad had colon cancer.\n"
            "Doctor: Does anyone have heart disease?\nPatient: No.",
            "Their father had colon cancer. Denies that anyone has heart disease.",
        ),
        ("CC", "Doctor: What brings you in?\nPatient: There is a lump in my left breast.", "Lump of the left breast."),
        (
            "PASTMEDICALHX",
            "Doctor: Any medical problems?\nPatient: I have asthma. I hear badly since an explosion.",
            "Asthma. Hears badly since an explosion.",
        ),
    ],
)
def test_what_was_told_in_answers_stands_in_its_section(header, dialogue, text):
    assert write_section(read_conversation(dialogue.encode()), header, now=NOW, engine=load_engine()) == text


def test_a_system_denies_its_symptoms_once():
    dialogue = b"Doctor: Any jaundice?\nPatient: No.\nDoctor: Any rash?\nPatient: Nope."
    text = write_section(read_conversation(dialogue), "ROS", now=NOW, engine=load_engine())
    assert text.lower().count("jaundice") == text.lower().count("rash") == 1


def test_habits_that_were_denied_are_named():
    conversation = read_conversation(b"Doctor: Do you smoke?\nPatient: No.\nDoctor: Any alcohol?\nPatient: No.")
    text = write_section(conversation, "FAM/SOCHX", now=NOW, engine=load_engine())
    assert "smoke" in text and "alcohol" in text.lower() and "Noncontributory" not in text


def test_cues_are_counted_for_everything_each_speaker_and_the_first_turn():
    conversation = read_conversation(b"Doctor: Your chest x ray showed nothing.\nPatient: Thank you.")
    cues = cues_of(conversation)
    assert len(cues) == CUES
    assert len(cues_of(Conversation(id="none", turns=()))) == CUES
    assert cues[2] == 1.0


def test_nearness_is_greatest_for_the_same_place_and_fades():
    import numpy as np

    places = np.zeros((2, len(VIEWS), AXES), np.float32)
    places[1, :, 0] = 1
    near = nearness(places, places)
    assert near[0, 0] == near[1, 1] == NEARNESS * len(VIEWS)
    assert 0 < near[0, 1] == near[1, 0] < near[0, 0]


def test_features_have_the_shape_the_weights_expect():
    excerpt = read_excerpt(read_conversation(DIALOGUES["FAM/SOCHX"].encode()), load_engine())
    model = load_section_model()
    assert excerpt.dense.shape == (DENSE,) == model.centre.shape
    assert excerpt.meaning.shape == (len(VIEWS), SIZE) == model.middle.shape
    assert model.score(excerpt).shape == (len(model.headers),) == (20,)
    assert excerpt_of_text("No allergies.").dense.any() == False  # noqa: E712 - a numpy truth


def test_eight_bits_of_each_weight_choose_the_same_header(tmp_path):
    import numpy as np

    model = load_section_model()
    np.savez_compressed(tmp_path / "x.npz", **pack(model))
    again = unpack((tmp_path / "x.npz").read_bytes())
    excerpt = read_excerpt(read_conversation(DIALOGUES["ALLERGY"].encode()), load_engine())
    assert again.header(excerpt) == model.header(excerpt)


def test_the_suite_answers_every_dialogue_and_scores_those_it_can(tmp_path):
    rows = ["ID,section_header,section_text,dialogue"]
    rows.append('7,ALLERGY,No known drug allergies.,"' + DIALOGUES["ALLERGY"] + '"')
    rows.append('8,,,"' + DIALOGUES["MEDICATIONS"] + '"')
    (tmp_path / "cases.csv").write_text("\n".join(rows))
    out = tmp_path / "rows.jsonl"
    measures = SUITES["mts-dialog"](tmp_path, predictions=out)
    written = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(row["file"], row["id"], row["section_header"]) for row in written] == [
        ("cases.csv", "7", "ALLERGY"),
        ("cases.csv", "8", "MEDICATIONS"),
    ]
    assert (measures["dialogues"], measures["with_header"], measures["header_accuracy"]) == (2, 1, 100.0)
    assert measures["rouge1"] == 100.0


def test_tables_without_dialogues_are_refused(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="dialogue"):
        SUITES["mts-dialog"](tmp_path)
