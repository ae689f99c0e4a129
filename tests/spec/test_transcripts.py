"""Transcripts: whatever file comes in, a conversation or a plain word about what is wrong with it."""

import contextlib
import io
import json
import random
import re
import time
import zipfile

import pytest

from attending.drafts import Role
from attending.errors import BadInput, NothingSaid
from attending.scribe import read_conversation

VISIT = [
    ("doctor", "Good morning, what brings you in today?"),
    ("patient", "I've been having this pain in my knee for about two weeks."),
    ("doctor", "Okay, and does the pain go anywhere else, or have you noticed any swelling?"),
    ("patient", "No, it just stays there. My wife says I limp when I come home from work."),
    ("doctor", "Alright, I'm going to press on your knee. Tell me if that hurts."),
    ("patient", "Ouch, yeah, that hurts a little bit."),
    ("doctor", "I would like to get an X-ray, and in the meantime take ibuprofen 400 mg with food."),
    ("patient", "Okay, I can do that. Thank you."),
]
NOISE = random.Random(7).randbytes(20_000)  # noqa: S311 - noise, no secret
CLINICIAN_FIRST = [Role.CLINICIAN, Role.PATIENT] * 4


def tagged(doctor: str = "Doctor:", patient: str = "Patient:") -> str:
    return "\n".join(f"{doctor if who == 'doctor' else patient} {words}" for who, words in VISIT)


def vtt(*, voices: bool = True) -> str:
    cues = [
        f"00:00:{5 * n:02}.000 --> 00:00:{5 * n + 4:02}.500\n" + (f"<v {who}>{words}</v>" if voices else words)
        for n, (who, words) in enumerate(VISIT)
    ]
    return "WEBVTT\n\nNOTE made by a test\n\n" + "\n\n".join(cues) + "\n"


def grid(speaker: str, name: str) -> str:
    rows = [(5.0 * n, 5.0 * n + 4, words) for n, (who, words) in enumerate(VISIT) if who == speaker]
    body = "\n".join(f'{start}\n{end}\n"{words}"' for start, end, words in rows)
    head = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n40\n<exists>\n1\n"IntervalTier"\n'
    return f'{head}"{name}"\n0\n40\n{len(rows)}\n{body}\n'


def read_roles(data: bytes, **options: bytes) -> list[Role]:
    return [turn.role for turn in read_conversation(data, **options).turns]


@pytest.mark.parametrize(
    ("doctor", "patient"),
    [("Doctor:", "Patient:"), ("D:", "P:"), ("[doctor]", "[patient]"), ("DR.", "PT."), ("Dr. Jones:", "Ann Smith:"),
     ("**Doctor:**", "**Patient:**"),
     ("[00:01] Doctor:", "[00:02] Patient:"), ("Speaker 1:", "Speaker 2:"), ("A:", "B:")],
)  # fmt: skip
def test_every_way_of_tagging_speakers_is_read(doctor, patient):
    conversation = read_conversation(tagged(doctor, patient).encode())
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST
    assert [turn.text for turn in conversation.turns] == [words for _, words in VISIT]
    assert [turn.number for turn in conversation.turns] == list(range(8))


@pytest.mark.parametrize(
    ("doctor", "patient"),
    [("Dr Lee -", "Smith -"), ("Doctor –", "Patient –"), ("D.", "P."),
     ("(Doctor)", "(Patient)"), ("Doctor>", "Patient>"),
     ("Doctor\t", "Patient\t"), ("1:", "2:"), ("- Doctor:", "- Patient:"), ("• Doctor:", "• Patient:"),
     ("Doctor (Lee):", "Patient (Ann Smith):"), ("| Doctor |", "| Patient |"), ("DOCTOR\n", "PATIENT\n"),
     ("Guest-1:", "Guest-2:"), ("Nurse Kelly:", "Mr. Brown:"), ("CLINICIAN_0:", "PATIENT_0:")],
)  # fmt: skip
def test_speakers_headed_without_a_colon_or_by_uncommon_names_are_read(doctor, patient):
    conversation = read_conversation(tagged(doctor, patient).encode())
    assert [turn.text for turn in conversation.turns] == [words for _, words in VISIT]
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST


def test_a_dash_inside_speech_is_no_speaker():
    text = tagged().replace("Doctor: ", "").replace("Patient: ", "").replace("No, it", "No - it")
    conversation = read_conversation(text.encode())
    assert conversation.turns[3].text.startswith("No - it just stays there.")


def test_times_alone_at_the_head_of_lines_are_times():
    lines = [f"[00:00:{5 * n:02}.000 --> 00:00:{5 * n + 4:02}.000]   {words}" for n, (_, words) in enumerate(VISIT)]
    conversation = read_conversation("\n".join(lines).encode())
    assert [turn.text for turn in conversation.turns] == [words for _, words in VISIT]
    assert (conversation.turns[1].start, conversation.turns[1].end) == (5.0, 9.0)


def test_a_table_with_a_column_of_words_is_read():
    rows = [f'{5000 * n},{5000 * n + 4000},{who},"{words}"' for n, (who, words) in enumerate(VISIT)]
    conversation = read_conversation(("start,end,speaker,text\n" + "\n".join(rows)).encode())
    assert [turn.text for turn in conversation.turns] == [words for _, words in VISIT]
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST
    assert conversation.turns[1].start == 5.0


def test_names_on_their_own_line_under_the_times_are_speakers():
    cues = [f"0:{5 * n}.000 --> 0:{5 * n + 4}.000\n{'Ann Lee' if who == 'doctor' else 'Bo Smith'}\n{words}"
            for n, (who, words) in enumerate(VISIT)]  # fmt: skip
    conversation = read_conversation("\n\n".join(cues).encode())
    assert [turn.text for turn in conversation.turns] == [words for _, words in VISIT]
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST


def word_document(body: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return made.getvalue()


def test_a_word_document_is_read_by_its_paragraphs():
    rows = [
        f"<w:p><w:pPr><w:b/></w:pPr><w:r><w:t>{who.title()}:</w:t></w:r><w:r><w:tab/><w:t>{words}</w:t></w:r></w:p>"
        for who, words in VISIT
    ]
    conversation = read_conversation(word_document("".join(rows)))
    assert [turn.text for turn in conversation.turns] == [words for _, words in VISIT]
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST


def test_a_damaged_word_document_is_said_to_be_damaged():
    whole = word_document("<w:p><w:r><w:t>Doctor: hello</w:t></w:r></w:p>" * 2000)
    at = whole.index(b"word/document.xml") + 40
    with pytest.raises(BadInput, match="damaged"):
        read_conversation(whole[:at] + b"\x00" * 20 + whole[at + 20 :])


def test_times_and_voices_of_webvtt_are_kept():
    conversation = read_conversation(vtt().encode())
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST
    assert (conversation.turns[1].start, conversation.turns[1].end) == (5.0, 9.5)
    assert conversation.turns[1].text == VISIT[1][1]


def ttml(*, spans: str = "", namespace: str = "http://www.w3.org/ns/ttml", agents: bool = True) -> str:
    """The visit as Timed Text; `spans` is the time of a word where words have times of their own."""
    rows = []
    for n, (who, words) in enumerate(VISIT):
        said = "".join(f'<span begin="{k}{spans}">{word}</span>' for k, word in enumerate(words.split()))
        whose = f' ttm:agent="{who[0]}"' if agents else ""
        rows.append(f'<p begin="00:00:{5 * n:02}.250" dur="4s"{whose}>{said if spans else words}</p>')
    named = [f'<ttm:agent xml:id="{who[0]}" type="person"><ttm:name type="alias">{who}</ttm:name></ttm:agent>'
             for who in ("doctor", "patient")]  # fmt: skip
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="{namespace}" xml:lang="en" '
        f'xmlns:ttm="{namespace}#metadata" xmlns:ttp="{namespace}#parameter" ttp:frameRate="25">\n'
        f"<head><metadata>{''.join(named)}</metadata></head>\n<body><div>\n" + "\n".join(rows) + "\n</div></body></tt>"
    )


DFXP = "http://www.w3.org/2006/10/ttaf1"


@pytest.mark.parametrize("written", [{}, {"namespace": DFXP}, {"spans": "s"}], ids=["ttml", "dfxp", "timed words"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_timed_text_gives_words_times_and_speakers(written, encoding):
    conversation = read_conversation(ttml(**written).encode(encoding))
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST
    assert [turn.text for turn in conversation.turns] == [words for _, words in VISIT]
    assert (conversation.turns[1].start, conversation.turns[1].end) == (5.25, 9.25)
    assert conversation.remarks == ()


@pytest.mark.parametrize(
    ("begin", "seconds"),
    [("00:01:02.5", 62.5), ("00:00:10:05", 10.2), ("90s", 90.0), ("1500ms", 1.5), ("2m", 120.0), ("50f", 2.0),
     ("0.5h", 1800.0)],
)  # fmt: skip
def test_every_way_of_writing_a_time_in_timed_text_is_read(begin, seconds):
    text = ttml().replace('begin="00:00:00.250"', f'begin="{begin}"')
    assert read_conversation(text.encode()).turns[0].start == pytest.approx(seconds)


def test_times_in_timed_text_count_from_what_stands_around_them():
    text = ttml().replace("<div>", '<div begin="100s">')
    assert read_conversation(text.encode()).turns[1].start == 105.25


def test_lines_names_and_entities_in_timed_text_are_read():
    text = ttml(agents=False)
    for who, words in VISIT:
        text = text.replace(f">{words}<", f">{who.capitalize()}:<br/>{words}<")
    text = text.replace("Good morning, what", "Good   morning &amp; welcome,<br/>what").replace("two", "<span>2</span>")
    turns = read_conversation(text.encode()).turns
    assert turns[0].text == "Good morning & welcome, what brings you in today?"
    assert turns[1].text == "I've been having this pain in my knee for about 2 weeks."
    assert [turn.role for turn in turns] == CLINICIAN_FIRST


def test_two_speakers_of_one_paragraph_are_two_turns_and_a_sound_is_none():
    both = (
        '<p begin="0s" end="9s"><span ttm:agent="d">Any fever?</span> <span ttm:agent="p">No fever at all.</span></p>'
    )
    ring = '<p begin="9s" end="10s" ttm:role="sound">Telephone rings</p>'
    text = ttml().replace("<div>\n", f"<div>{both}{ring}\n")
    turns = read_conversation(text.encode()).turns
    assert [turn.text for turn in turns[:3]] == ["Any fever?", "No fever at all.", VISIT[0][1]]


def test_timed_text_that_breaks_off_is_read_as_far_as_it_goes():
    whole = ttml()
    conversation = read_conversation(whole[: whole.index(VISIT[5][1])].encode())
    assert [turn.text for turn in conversation.turns] == [words for _, words in VISIT[:5]]
    assert "The file breaks off; what stands before the break was read." in conversation.remarks


def test_timed_text_without_times_is_read_as_lines():
    text = re.sub(r' (?:begin|dur)="[^"]*"', "", ttml())
    assert [turn.text for turn in read_conversation(text.encode()).turns] == [words for _, words in VISIT]


def test_timed_text_that_declares_entities_is_refused():
    text = ttml().replace("<tt ", '<!DOCTYPE tt [<!ENTITY a "aaaa">]><tt ', 1)
    with pytest.raises(BadInput, match="document type"):
        read_conversation(text.encode())


def test_srt_without_speakers_is_split_between_two_by_its_words():
    text = vtt(voices=False).split("\n\n", 2)[2].replace(".000", ",000").replace(".500", ",500")
    numbered = "\n\n".join(f"{n}\n{cue}" for n, cue in enumerate(text.split("\n\n"), start=1))
    conversation = read_conversation(numbered.encode())
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST
    assert "please check" in " ".join(conversation.remarks)


def test_names_at_the_head_of_srt_cues_are_speakers():
    cues = [f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{'Dr Lee' if who == 'doctor' else 'Ann Smith'}: {words}"
            for n, (who, words) in enumerate(VISIT)]  # fmt: skip
    conversation = read_conversation("\n\n".join(cues).encode())
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST
    assert conversation.turns[1].text == VISIT[1][1]


def test_whisper_segments_with_diarised_speakers():
    rows = [{"start": 5 * n, "end": 5 * n + 4, "text": " " + words, "speaker": "SPEAKER_0" + str(n % 2)}
            for n, (_, words) in enumerate(VISIT)]  # fmt: skip
    conversation = read_conversation(json.dumps({"segments": rows, "language": "en"}).encode())
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST
    assert "judged from the words" in conversation.remarks[0]


def test_a_pair_of_textgrids_is_interleaved_by_time():
    doctor, patient = grid("doctor", "Doctor").encode(), grid("patient", "Patient").encode("utf-16")
    assert read_roles(doctor, partner=patient) == CLINICIAN_FIRST
    assert read_roles(patient, partner=doctor) == CLINICIAN_FIRST


def test_the_unclear_words_of_a_textgrid_are_counted_and_its_tags_left_out():
    text = grid("patient", "Patient").replace("two weeks", "<UNSURE>two</UNSURE> <UNIN/> weeks")
    conversation = read_conversation(text.encode())
    assert conversation.turns[0].text.startswith("I've been having this pain in my knee for about two weeks")
    assert any("could not be understood" in remark for remark in conversation.remarks)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_encoding_gives_the_same_words(encoding):
    text = tagged().replace("wife", "fiancée").replace("I've", "I’ve")
    conversation = read_conversation(text.encode(encoding))
    assert "fiancée" in conversation.turns[3].text
    assert conversation.turns[1].text.startswith("I’ve")


def test_swapped_speakers_are_put_right_and_it_is_said():
    conversation = read_conversation(tagged("Patient:", "Doctor:").encode())
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST
    assert "exchanged throughout" in conversation.remarks[0]


def test_a_run_of_swapped_labels_inside_a_long_visit_is_repaired():
    lines = tagged().split("\n") * 4
    broken = [
        line.replace("Doctor:", "X:").replace("Patient:", "Doctor:").replace("X:", "Patient:") for line in lines[8:14]
    ]
    conversation = read_conversation("\n".join(lines[:8] + broken + lines[14:]).encode())
    assert [turn.role for turn in conversation.turns] == CLINICIAN_FIRST * 4
    assert "6 turns" in conversation.remarks[0]


def test_short_questions_of_a_patient_exchange_no_labels():
    spoken = """
Doctor: So, Mr Petrov, tell me what happened with the eye.
Patient: Yes, so, is right eye. Two days ago I was grinding metal, in my work, no goggles, stupid. Something go in.
Doctor: Did you wash it out?
Patient: My colleague wash with water. But next day more red, more pain, like sand.
Doctor: And your vision?
Patient: Little bit blurry. And the light is hurting me very much.
Doctor: Any discharge?
Patient: Only water. In the morning was a little stuck.
Doctor: Do you wear contact lenses?
Patient: No. Glasses only for reading.
Doctor: All right, look straight ahead. Visual acuity is 20/40 on the right, 20/20 on the left.
Patient: You can take it out?
Doctor: Yes.
Patient: It feels better already.
Doctor: That's the drops. So the plan: erythromycin ointment four times a day in the right eye for five days.
Doctor: For the pain, ibuprofen 600 every eight hours with food, three days at most, since you're on the lisinopril.
Patient: Okay. I can drive?
Doctor: Not today. And no grinding until I clear you, and after that goggles every single time.
Doctor: We'll give you a tetanus booster, Tdap, before you leave.
Patient: Is serious?
Doctor: Probably not, Seidel's negative, but I want to be sure. Come back tomorrow at nine for the rust ring.
"""
    conversation = read_conversation(spoken.encode())
    assert not conversation.remarks
    said = [turn.role for turn in conversation.turns if turn.text in ("You can take it out?", "Is serious?")]
    assert said == [Role.PATIENT, Role.PATIENT]


def test_a_mother_speaks_for_her_child():
    conversation = read_conversation(tagged(patient="Mother:").encode())
    assert {turn.role for turn in conversation.turns} == {Role.CLINICIAN, Role.OTHER}


def test_a_visit_of_patient_and_mother_alone_has_its_clinician_found():
    conversation = read_conversation(tagged("Patient:", "Mother:").encode())
    assert {turn.role for turn in conversation.turns} == {Role.CLINICIAN, Role.OTHER}
    assert conversation.turns[0].role is Role.CLINICIAN


def test_when_the_words_do_not_tell_the_speaker_stays_unknown():
    conversation = read_conversation(b"A: Yes.\nB: No.\nA: Yes.\nB: No.\n")
    assert {turn.role for turn in conversation.turns} == {Role.UNKNOWN}
    assert "please check" in conversation.remarks[0]


def test_one_speaker_alone_is_read_and_remarked():
    conversation = read_conversation(b"Doctor: Hello, how are you?\nDoctor: Any chest pain?\n")
    assert {turn.role for turn in conversation.turns} == {Role.CLINICIAN}
    assert "Only one speaker" in conversation.remarks[0]


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", NothingSaid, "empty"),
        (b" \n\t\r\n ", NothingSaid, "white space"),
        (b"WEBVTT\n\n00:00.000 --> 00:05.000\n[BLANK_AUDIO]\n\n00:05.000 --> 00:09.000\n(silence)",
         NothingSaid, "microphone"),
        (b'{"segments": []}', NothingSaid, "empty"),
        (NOISE, BadInput, "not readable text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), BadInput, "a picture"),
        (b"%PDF-1.7\nDoctor: hello", BadInput, "PDF"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", BadInput, "sound recording"),
        (b"PK\x03\x04", BadInput, "Word document"),
        (b"[" * 100_000, BadInput, "nested too deeply"),
        (b'{"segments": [{"text": "hello"', BadInput, "broken or cut off"),
        (b'{"patient": {"age": 3}}', BadInput, "no list of segments"),
        (b"a " * 50_000_000, BadInput, "larger than"),
    ],
)  # fmt: skip
def test_what_is_no_transcript_is_refused_in_plain_words(data, error, words):
    with pytest.raises(error, match=words):
        read_conversation(data)


def test_laughter_is_left_out_but_what_could_not_be_heard_is_shown():
    conversation = read_conversation(
        b"Doctor: [laughs] Any pain in the [inaudible] leg?\nPatient: (laughter) No, none.\n"
    )
    assert [turn.text for turn in conversation.turns] == ["Any pain in the [inaudible] leg?", "No, none."]


def test_broken_cues_are_skipped_and_named_by_line():
    text = vtt().replace("00:00:10.000 -->", "00:zz -->")
    conversation = read_conversation(text.encode())
    assert len(conversation.turns) == 6  # the patient's turns around the gap are joined
    assert conversation.remarks[0].startswith("Line 11:")


def test_times_that_run_backwards_keep_the_order_of_the_file():
    text = vtt().replace("00:00:35.000 --> 00:00:39.500", "00:00:01.000 --> 00:00:02.000")
    conversation = read_conversation(text.encode())
    assert conversation.turns[-1].text == VISIT[-1][1]
    assert "backwards" in conversation.remarks[0]


def test_a_three_hour_transcript_is_read_within_seconds():
    conversation = read_conversation("\n".join([tagged()] * 600).encode())
    assert sum(len(turn.text.split()) for turn in conversation.turns) > 50_000
    assert len(conversation.turns) == 4_800


def test_the_same_file_twice_is_the_same_conversation_and_no_pair():
    data = grid("doctor", "Doctor").encode()
    assert read_conversation(data) == read_conversation(data)
    with pytest.raises(BadInput, match="same file"):
        read_conversation(data, partner=data)


def test_messages_never_repeat_what_was_said():
    with pytest.raises(BadInput) as caught:
        read_conversation(b'{"segments": [{"text": "Mrs Miller has HIV"')
    assert "Miller" not in str(caught.value)


@pytest.mark.parametrize("pattern", ["(", "[", "♪", "_", " . ", '"', "D:", "-->", "<v ", "1:", "\n", "a b "])
def test_hostile_repetition_takes_no_longer_than_its_length(pattern):
    text = pattern * (100_000 // len(pattern))
    for data in (text, "Doctor: hello\n" + text, "WEBVTT\n\n00:00.000 --> 00:05.000\n" + text):
        started = time.monotonic()
        with contextlib.suppress(BadInput):
            read_conversation(data.encode())
        assert time.monotonic() - started < 5


def test_one_label_before_questions_and_answers_is_no_speaker():
    said = (
        "Doctor: What brings you in today?\nDoctor: I have had a cough for ten days and it keeps me awake.\n"
        "Doctor: Any fever?\nDoctor: I had one on the first two days.\nDoctor: Do you smoke?\n"
        "Doctor: No, I never did.\nDoctor: Your lungs are clear, this is bronchitis, drink plenty and rest.\n"
    )
    conversation = read_conversation(said.encode())
    roles = [turn.role for turn in conversation.turns]
    assert roles[:6] == [Role.CLINICIAN, Role.PATIENT] * 3
    assert "Only one speaker" in conversation.remarks[0]
    assert "please check" in conversation.remarks[0]


def test_dictation_of_one_speaker_stays_with_that_speaker():
    said = "Doctor: She has had a cough for ten days.\nDoctor: Her lungs are clear. Is it bronchitis? I think so.\n"
    assert {turn.role for turn in read_conversation(said.encode()).turns} == {Role.CLINICIAN}
