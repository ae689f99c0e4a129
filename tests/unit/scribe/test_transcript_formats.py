"""The corners of each format that the spec does not reach."""

import json

import pytest

from attending.drafts import Role, to_json
from attending.errors import BadInput
from attending.scribe import read_conversation
from attending.scribe.transcripts.decode import decode
from attending.scribe.transcripts.labels import role_of, split_label
from attending.scribe.transcripts.unlabelled import split_sentences

LONG_GRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 20
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "Doctor"
        xmin = 0
        xmax = 20
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 4
            text = "What brings you in [1] today, he said ""hello"" 3 times?"
        intervals [2]:
            xmin = 9
            xmax = 12
            text = "Any fever or chills, and have you taken anything for it?"
    item [2]:
        class = "IntervalTier"
        name = "Patient"
        xmin = 0
        xmax = 20
        intervals: size = 1
        intervals [1]:
            xmin = 5
            xmax = 8
            text = "I've had a bad cough <UNSURE>since</UNSURE> Monday."
"""


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Doctor", Role.CLINICIAN),
        ("DR.", Role.CLINICIAN),
        ("Dr. Jones", Role.CLINICIAN),
        ("D", Role.CLINICIAN),
        ("clinician", Role.CLINICIAN),
        ("P", Role.PATIENT),
        ("Patient 1", Role.PATIENT),
        ("patient_guest", Role.OTHER),
        ("Guest_family_1", Role.OTHER),
        ("Doctor_2", Role.OTHER),
        ("Mother", Role.OTHER),
        ("Speaker 1", None),
        ("Ann Smith", None),
        ("Drew", None),
    ],
)
def test_labels_name_roles(label, role):
    assert role_of(label) is role


def test_a_label_with_a_time_gives_its_seconds():
    assert split_label("[01:02] Doctor: Hello").seconds == 62
    assert split_label("Doctor (1:00:01): Hello").seconds == 3601
    assert split_label("Blood pressure: 120 over 80").speaker is None


def test_both_tiers_of_a_long_textgrid_are_interleaved():
    turns = read_conversation(LONG_GRID.encode()).turns
    assert [(turn.role, turn.start) for turn in turns] == [
        (Role.CLINICIAN, 0),
        (Role.PATIENT, 5),
        (Role.CLINICIAN, 9),
    ]
    assert turns[0].text == 'What brings you in [1] today, he said "hello" 3 times?'
    assert turns[1].text == "I've had a bad cough since Monday."


def test_a_textgrid_cut_off_in_the_middle_is_read_up_to_there():
    cut = LONG_GRID[: LONG_GRID.index('text = "Any fever')]
    conversation = read_conversation(cut.encode())
    assert len(conversation.turns) == 1
    assert "ends too early" in " ".join(conversation.remarks)
    with pytest.raises(BadInput, match="incomplete"):
        read_conversation(LONG_GRID[: LONG_GRID.index("size = 2")].encode())


def test_two_files_without_times_cannot_be_joined():
    with pytest.raises(BadInput, match="times"):
        read_conversation(b"Doctor: Hello there.\nDoctor: How are you?", partner=b"Patient: Fine.\nPatient: Thanks.")


def test_lines_with_a_dash_are_two_speakers_in_one_cue():
    text = (
        "WEBVTT\n\n00:01.000 --> 00:04.000\n- What can I do for you today?\n- I've had a headache since yesterday.\n"
        "\n00:05.000 --> 00:08.000\n- Have you taken anything for it?\n- I took some Tylenol, it didn't help me.\n"
    )
    roles = [turn.role for turn in read_conversation(text.encode()).turns]
    assert roles == [Role.CLINICIAN, Role.PATIENT] * 2


def test_names_over_their_words_with_times_are_read():
    text = "Dr Lee  0:01\nWhat brings you in today?\n\nAnn Smith  0:05\nMy knee hurts\nwhen I walk.\n"
    turns = read_conversation(text.encode()).turns
    assert [(turn.role, turn.text, turn.start) for turn in turns] == [
        (Role.CLINICIAN, "What brings you in today?", 1),
        (Role.PATIENT, "My knee hurts when I walk.", 5),
    ]


def test_json_lines_times_as_text_and_broken_rows():
    rows = [
        {"role": "doctor", "text": "Hello, how can I help?", "start": "0:01"},
        {"role": "patient", "text": "I have a rash.", "start": float("nan")},
        {"role": "patient"},
    ]
    conversation = read_conversation("\n".join(json.dumps(row) for row in rows).encode())
    assert [(turn.role, turn.start) for turn in conversation.turns] == [(Role.CLINICIAN, 1), (Role.PATIENT, None)]
    assert "1 segment without text was skipped." in conversation.remarks


def test_our_own_conversation_comes_back():
    first = read_conversation(LONG_GRID.encode())
    again = read_conversation(to_json(first))
    assert [(turn.role, turn.text) for turn in again.turns] == [(turn.role, turn.text) for turn in first.turns]


def test_speakers_in_one_block_each_are_remarked():
    rows = [
        {"speaker": "s0", "start_time": 1, "end_time": 300, "words": "How can I help you? I suggest rest."},
        {"speaker": "s1", "start_time": 3, "end_time": 290, "words": "I have a cough. Okay, thanks, doctor."},
    ]  # fmt: skip
    conversation = read_conversation(json.dumps(rows).encode())
    assert "one block" in " ".join(conversation.remarks)


def test_another_language_keeps_its_labels_and_is_not_judged():
    conversation = read_conversation("Doctor: आपको क्या तकलीफ़ है?\nPatient: मुझे बुखार है।\nX: हाँ\nX: ठीक".encode())
    assert conversation.language == "und"
    assert [turn.role for turn in conversation.turns][:2] == [Role.CLINICIAN, Role.PATIENT]
    assert "English only" in conversation.remarks[0]


def test_a_few_broken_letters_are_shown_and_remarked():
    decoded = decode("Doctor: café, naïve, über ".encode() + b"\xff ok")
    assert "\ufffd" in decoded.text
    assert decoded.remarks[0].startswith("1 letter ")


def test_sentences_are_cut_but_not_after_a_title():
    assert split_sentences("Hello, I'm Dr. Lee. How are you? No. I'm fine.") == [
        "Hello, I'm Dr. Lee.",
        "How are you?",
        "No.",
        "I'm fine.",
    ]
