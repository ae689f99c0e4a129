"""What speech recognisers write: every word of the visit comes in, with its speaker and its time."""

import json
from collections.abc import Iterator

import pytest

from attending.drafts import Role
from attending.scribe import read_conversation

VISIT = (
    "Good morning, what brings you in today?",
    "I've had a cough for ten days and it keeps me awake.",
    "Any fever or chills?",
    "I had a fever the first two days, 101, but not since.",
    "Do you smoke?",
    "No, I have never smoked.",
    "Your lungs are clear. I think this is acute bronchitis. Drink plenty and rest.",
    "All right, thank you doctor.",
)
ALL = " ".join(VISIT)


def lines() -> Iterator[tuple[int, int, int, str]]:
    """Speaker, start and end in seconds, words."""
    for number, text in enumerate(VISIT):
        yield number % 2, 6 * number, 6 * number + 5, text


def words(speaker: int | None = None) -> Iterator[tuple[int, float, float, str]]:
    for who, start, _, text in lines():
        said = text.split()
        for number, word in enumerate(said):
            if speaker in (None, who):
                yield who, start + 5 * number / len(said), start + 5 * (number + 1) / len(said), word


def parts() -> Iterator[tuple[int, float, float, str, str]]:
    """Words and the stops behind them, apart."""
    for who, start, end, word in words():
        bare = word.rstrip(".,?")
        yield who, start, end, bare, word[len(bare) :]


def deepgram(rows: list[tuple[int, float, float, str]], **more: bool) -> dict[str, object]:
    told = [
        {"word": w.strip(".,?").lower(), "punctuated_word": w, "start": a, "end": b, "confidence": 0.9}
        | ({"speaker": who} if more else {})
        for who, a, b, w in rows
    ]
    said = " ".join(row[3] for row in rows)
    return {"alternatives": [{"transcript": said, "words": told}, {"transcript": "something else", "words": []}]}


def google(*, tags: bool) -> dict[str, object]:
    results: list[dict[str, object]] = [
        {"alternatives": [{"transcript": text, "confidence": 0.9}], "resultEndTime": f"{end}s", "languageCode": "en-us"}
        for _, _, end, text in lines()
    ]
    told = [{"startTime": f"{a:.1f}s", "endTime": f"{b:.1f}s", "word": w, "speakerTag": who + 1}
            for who, a, b, w in words()]  # fmt: skip
    return {"results": [*results, {"alternatives": [{"words": told}]}] if tags else results}


def transcribe(*, labels: str) -> dict[str, object]:
    """AWS Transcribe: speakers beside the words, or in a list of their own (as until 2023), or channels."""
    items: list[dict[str, object]] = []
    for who, start, end, bare, stop in parts():
        beside = {"items": {"speaker_label": f"spk_{who}"}, "spans": {}, "channels": {"channel_label": f"ch_{who}"}}[
            labels
        ]
        times = {"start_time": f"{start:.2f}", "end_time": f"{end:.2f}"}
        items.append({**times, **beside, "type": "pronunciation", "alternatives": [{"content": bare}]})
        if stop:
            items.append({**beside, "type": "punctuation", "alternatives": [{"confidence": "0.0", "content": stop}]})
    spans = [{"start_time": f"{a}.0", "end_time": f"{b}.0", "speaker_label": f"spk_{who}", "items": []}
             for who, a, b, _ in lines()]  # fmt: skip
    apart = {"speaker_labels": {"speakers": 2, "segments": spans}} if labels != "channels" else {}
    return {"jobName": "j", "results": {"transcripts": [{"transcript": ALL}], **apart, "items": items}}


def azure(*, channels: bool) -> dict[str, object]:
    phrases = [
        {"recognitionStatus": "Success", "channel": who if channels else 0, "offset": f"PT{a}S", "duration": "PT5S",
         "offsetInTicks": a * 1e7, "durationInTicks": 5e7,
         "nBest": [{"lexical": text.lower(), "itn": text.lower(), "display": text}, {"display": "something else"}]}
        | ({} if channels else {"speaker": who + 1})
        for who, a, _, text in lines()
    ]  # fmt: skip
    ordered = sorted(phrases, key=lambda phrase: int(str(phrase["channel"])))
    return {"combinedRecognizedPhrases": [{"channel": 0, "display": ALL}], "recognizedPhrases": ordered}


def heard_live() -> str:
    """Azure while it listens: one object after another, in ticks of 100 ns."""
    return "\n".join(
        json.dumps({"RecognitionStatus": "Success", "DisplayText": text, "Offset": a * 10**7, "Duration": 5 * 10**7,
                    "SpeakerId": f"Guest-{who + 1}"})
        for who, a, _, text in lines()
    )  # fmt: skip


def stopped_words(**names: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for who, start, end, bare, stop in parts():
        for text in (bare, stop):
            if text:
                rows.append({"alternatives": [{"content": text, "speaker": f"S{who + 1}"}],
                             "start_time": start, "end_time": end})  # fmt: skip
    return rows


def monologues() -> list[dict[str, object]]:
    made = []
    for who, start, _, text in lines():
        elements: list[dict[str, object]] = []
        for word in text.split():
            bare = word.rstrip(".,?")
            elements += [{"type": "text", "value": bare, "ts": start, "end_ts": start + 1},
                         {"type": "punct", "value": word[len(bare) :] + " "}]  # fmt: skip
        made.append({"speaker": who, "elements": elements})
    return made


WITH_SPEAKERS: dict[str, object] = {
    "deepgram, words": {"results": {"channels": [deepgram(list(words()), speaker=True)]}},
    "deepgram, a channel each": {"results": {"channels": [deepgram(list(words(0))), deepgram(list(words(1)))]}},
    "google, tagged words after all": google(tags=True),
    "google, second version": {"results": [
        {"alternatives": [{"transcript": text, "words": [
            {"startOffset": f"{a}s", "endOffset": f"{a + 1}s", "word": w, "speakerLabel": str(who + 1)}
            for w in text.split()]}]} for who, a, _, text in lines()]},
    "aws, speakers beside the words": transcribe(labels="items"),
    "aws, speakers in their own list": transcribe(labels="spans"),
    "aws, channels": transcribe(labels="channels"),
    "aws, a clinic's visit": {"Conversation": {"TranscriptSegments": [
        {"Content": text, "ParticipantDetails": {"ParticipantRole": ("CLINICIAN_0", "PATIENT_0")[who]},
         "BeginAudioTime": a, "EndAudioTime": b} for who, a, b, text in lines()]}},
    "azure, speakers": azure(channels=False),
    "azure, channels": azure(channels=True),
    "azure, fast": {"combinedPhrases": [{"text": ALL}], "phrases": [
        {"speaker": who + 1, "offsetMilliseconds": a * 1000, "durationMilliseconds": 5000, "text": text}
        for who, a, _, text in lines()]},
    "milliseconds without a name": {"text": ALL, "utterances": [
        {"speaker": "AB"[who], "text": text, "start": a * 1000, "end": b * 1000} for who, a, b, text in lines()]},
    "words and stops apart": {"metadata": {"language": "en"}, "results": stopped_words()},
    "monologues": {"monologues": monologues()},
}  # fmt: skip


@pytest.mark.parametrize("said", WITH_SPEAKERS.values(), ids=WITH_SPEAKERS.keys())
def test_every_word_comes_with_its_speaker_and_time(said):
    conversation = read_conversation(json.dumps(said).encode())
    assert [turn.text for turn in conversation.turns] == list(VISIT)
    assert [turn.role for turn in conversation.turns] == [Role.CLINICIAN, Role.PATIENT] * 4
    assert [round(turn.start or 0) for turn in conversation.turns] == [start for _, start, _, _ in lines()]


def test_what_is_heard_live_comes_one_object_after_another():
    conversation = read_conversation(heard_live().encode())
    assert [(turn.text, turn.start) for turn in conversation.turns] == [(text, start) for _, start, _, text in lines()]


@pytest.mark.parametrize(
    "said",
    [
        google(tags=False),
        {"text": ALL, "words": [{"word": w, "start": a, "end": b} for _, a, b, w in words()]},
        {"transcription": [{"timestamps": {"from": f"00:00:{a:02},000", "to": f"00:00:{b:02},000"}, "text": f" {text}"}
                           for _, a, b, text in lines()]},
    ],
    ids=["google", "words beside the whole", "times of their own"],
)  # fmt: skip
def test_without_speakers_nothing_that_was_said_is_lost(said):
    conversation = read_conversation(json.dumps(said).encode())
    assert " ".join(turn.text for turn in conversation.turns) == ALL
    assert conversation.turns[-1].start is not None
    assert "please check" in conversation.remarks[0]


@pytest.mark.parametrize(
    "said",
    [
        [f"{('Doctor', 'Patient')[who]}: {text}" for who, _, _, text in lines()],
        {"text": "\n".join(f"{('Doctor', 'Patient')[who]}: {text}" for who, _, _, text in lines())},
        [{("doctor", "patient")[who]: text} for who, _, _, text in lines()],
        [[("doctor", "patient")[who], text] for who, _, _, text in lines()],
    ],
    ids=["a list of lines", "one string", "an object per turn", "pairs"],
)
def test_labelled_words_packed_into_json_keep_their_labels(said):
    conversation = read_conversation(json.dumps(said).encode())
    assert [turn.text for turn in conversation.turns] == list(VISIT)
    assert conversation.remarks == ()
