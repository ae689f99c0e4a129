"""A language model of the hospital: its sentences stand where they hold; where it fails, the built-in draft stands."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from tests.endpoint import Endpoint, answer, dies, drips, hangs, says, send, streams

from attending.drafts import Conversation, Draft, Role, Turn, Words
from attending.errors import NotConfigured
from attending.journeys.note_writing import draft_note
from attending.models import open_language_model
from attending.record.narrative import from_sections
from attending.scribe import write_note
from attending.settings import Settings

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
SAID = (
    "D: Good morning, what brings you in today?",
    "P: I have had a cough for two weeks, and it keeps me awake at night.",
    "D: Any fever or chest pain?",
    "P: No fever, no chest pain.",
    "D: Do you take any medicines?",
    "P: Only lisinopril, ten milligrams every morning.",
    "D: Your lungs are clear. Your blood pressure is really good.",
    "D: I think this is a viral bronchitis. Take acetaminophen, five hundred milligrams, if you need it.",
    "P: Okay, thank you.",
)
ROLES = {"D": Role.CLINICIAN, "P": Role.PATIENT}
VISIT = Conversation(
    id="visit",
    turns=tuple(Turn(number=n, role=ROLES[line[0]], text=line[3:]) for n, line in enumerate(SAID)),
)
GOOD = (
    (
        "HISTORY OF PRESENT ILLNESS",
        "Cough for two weeks that keeps the patient awake at night.",
        [1],
        "cough for two weeks",
    ),
    ("REVIEW OF SYSTEMS", "Denies fever and chest pain.", [2, 3], "No fever, no chest pain."),
    ("MEDICATIONS", "Takes lisinopril 10 mg every morning.", [5], "lisinopril, ten milligrams every morning"),
    ("ASSESSMENT AND PLAN", "Viral bronchitis.", [7], "this is a viral bronchitis"),
)


def as_json(*sentences) -> str:
    rows = [dict(zip(("section", "sentence", "turns", "quote"), one, strict=True)) for one in sentences]
    return json.dumps({"sentences": rows})


@contextmanager
def hospital(behave, tmp_path, **more) -> Iterator[tuple[Settings, Endpoint]]:
    endpoint = Endpoint(behave)
    settings = Settings(
        home=tmp_path, master_key_file=tmp_path / "key", language_model_url=endpoint.url,
        language_model="house-model", **{"language_model_hosts": ("127.0.0.1",), **more},
    )  # fmt: skip
    yield settings, endpoint
    endpoint.close()


def drafted(behave, tmp_path, **more) -> Draft:
    with hospital(behave, tmp_path, **more) as (settings, _):
        return draft_note(VISIT, None, now=NOW, settings=settings)


def texts(draft: Draft) -> list[str]:
    return [claim.text for claim in draft.claims]


def test_sentences_that_hold_become_the_draft_with_their_quotes(tmp_path):
    draft = drafted(says(as_json(*GOOD)), tmp_path)
    assert [one for one in texts(draft) if one in {good[1] for good in GOOD}] == [
        "Cough for two weeks that keeps the patient awake at night.",
        "Takes lisinopril 10 mg every morning.",
        "Denies fever and chest pain.",
        "Viral bronchitis.",
    ]
    assert draft.author.name == "scribe-language"
    assert draft.author.version == "1 with house-model"
    for claim in draft.claims:
        (words,) = [one for one in claim.evidence if isinstance(one, Words)]
        assert all(q in VISIT.turns[t].text for t, q in zip(words.turns, words.quotes, strict=True))
    titles = [section.title for section in from_sections(draft.resources[0]["section"])]
    assert titles == [
        "CHIEF COMPLAINT", "HISTORY OF PRESENT ILLNESS", "MEDICATIONS", "REVIEW OF SYSTEMS", "ASSESSMENT AND PLAN",
    ]  # fmt: skip


def test_what_it_proposes_for_the_record_is_the_built_in_engines(tmp_path):
    assert drafted(says(as_json(*GOOD)), tmp_path).proposals == write_note(VISIT, None, now=NOW).proposals


@pytest.mark.parametrize(
    "bad",
    [
        ("VITALS REVIEWED", "Blood pressure 120/80, pulse 72.", [6], "Your blood pressure is really good."),
        ("MEDICATIONS", "Takes lisinopril 20 mg every morning.", [5], "lisinopril, ten milligrams every morning"),
        ("MEDICATIONS", "Takes metoprolol every morning.", [5], "lisinopril, ten milligrams every morning"),
        ("REVIEW OF SYSTEMS", "Reports fever.", [3], "No fever, no chest pain."),
        ("RESULTS", "Chest X-ray shows a left lower lobe infiltrate.", [6], "Your lungs are clear."),
        ("HISTORY OF PRESENT ILLNESS", "Cough for two weeks.", [1], "a cough for three weeks"),
        ("HISTORY OF PRESENT ILLNESS", "A bad cough.", [99], "cough"),
        ("HISTORY OF PRESENT ILLNESS", "A bad cough.", [], "cough"),
        ("IMPRESSIONS OF THE DAY", "Cough for two weeks.", [1], "cough for two weeks"),
    ],
)
def test_a_sentence_that_does_not_hold_is_not_inserted_and_the_draft_says_why(bad, tmp_path):
    draft = drafted(says(as_json(*GOOD, bad)), tmp_path)
    assert bad[1] not in texts(draft)
    assert {good[1] for good in GOOD} <= set(texts(draft))
    (words,) = [one for one in draft.not_assessed if one.startswith("Not inserted")]
    assert words.startswith(f"Not inserted: “{bad[1]}” ")
    assert len(words) > len(f"Not inserted: “{bad[1]}” ") + 10


def test_a_heading_for_which_the_model_has_nothing_keeps_the_built_in_sentences(tmp_path):
    draft = drafted(says(as_json(*GOOD)), tmp_path)
    told = [one for one in draft.remarks if one.startswith("From the built-in engine: ")]
    assert told == ["From the built-in engine: Chief complaint: Cough."]
    unsaid = [one for one in write_note(VISIT, None, now=NOW).not_assessed if one.startswith("Results")]
    assert unsaid
    assert set(unsaid) <= set(draft.not_assessed)


def section(draft, title):
    return next(
        ([x.text for x in s.sentences] for s in from_sections(draft.resources[0]["section"]) if s.title == title), []
    )


@pytest.mark.parametrize(
    ("title", "bad"),
    [
        ("MEDICATIONS", ("MEDICATIONS", "Takes lisinopril 20 mg every morning.", [5], "lisinopril, ten milligrams")),
        ("REVIEW OF SYSTEMS", ("REVIEW OF SYSTEMS", "Reports fever.", [3], "No fever, no chest pain.")),
        ("ASSESSMENT AND PLAN", ("ASSESSMENT AND PLAN", "Pneumonia.", [7], "this is a viral bronchitis")),
    ],
)
def test_a_section_that_fails_keeps_the_built_in_engines_sentences(title, bad, tmp_path):
    others = [good for good in GOOD if good[0] != title]
    draft = drafted(says(as_json(*others, bad)), tmp_path)
    built_in = write_note(VISIT, None, now=NOW)
    assert section(draft, title) == section(built_in, title)
    assert bad[1] not in texts(draft)
    assert any(bad[1] in one for one in draft.not_assessed)
    assert all(claim.evidence for claim in draft.claims)


def test_beside_what_passed_in_a_section_stands_only_what_it_does_not_say(tmp_path):
    bad = ("ASSESSMENT AND PLAN", "Start amoxicillin 500 mg.", [7], "Take acetaminophen, five hundred milligrams")
    plan = section(drafted(says(as_json(*GOOD, bad)), tmp_path), "ASSESSMENT AND PLAN")
    assert plan[0] == "Viral bronchitis."
    assert sum("ronchitis" in one for one in plan) == 1
    assert any("acetaminophen" in one for one in plan)


def test_an_answer_of_inventions_alone_leaves_the_built_in_draft(tmp_path):
    bad = ("VITALS REVIEWED", "Blood pressure 120/80.", [6], "Your blood pressure is really good.")
    draft = drafted(says(as_json(bad)), tmp_path)
    assert texts(draft) == texts(write_note(VISIT, None, now=NOW))
    assert "1 of its 1 sentences did not pass" in draft.not_assessed[0]


FAILURES = {
    "it hangs": (hangs, "did not answer"),
    "it drips": (drips, "did not answer"),
    "it dies in the middle": (dies, "broke off"),
    "it refuses": (says("", refusal="I cannot help with that."), "refused"),
    "its filter refuses": (says("", finish="content_filter"), "refused"),
    "its answer is cut off": (says('{"sentences": [{"section": "HIS', finish="length"), "cut off"),
    "its answer is prose": (says("The patient has a cough."), "not the JSON"),
    "its JSON is another": (says('{"note": "Cough."}'), "not the JSON"),
    "its JSON has wrong types": (says('{"sentences": [{"section": 1}]}'), "not the JSON"),
    "its answer is empty": (says("   "), "empty"),
    "it says nothing": (says('{"sentences": []}'), "no sentence"),
    "it has no choices": (lambda h, _: send(h, 200, b'{"id": "a", "choices": []}'), "empty"),
    "it is no such protocol": (lambda h, _: send(h, 200, b"[1, 2]"), ""),
    "it is a web page": (lambda h, _: send(h, 200, b"<html>hello</html>", Content_Type="text/html"), ""),
    "it is broken": (lambda h, _: send(h, 500, b"{}"), "status 500"),
    "it wants a key": (lambda h, _: send(h, 401, b"{}"), "status 401"),
    "it redirects": (lambda h, _: send(h, 307, b"", Location="http://127.0.0.1:1/v1/chat/completions"), "status 307"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_when_it_fails_the_built_in_draft_stands_and_says_so(case, tmp_path):
    behave, why = FAILURES[case]
    patience = {"language_model_seconds": 1} if why == "did not answer" else {}
    draft = drafted(behave, tmp_path, **patience)
    assert texts(draft) == texts(write_note(VISIT, None, now=NOW))
    assert draft.not_assessed[0].startswith("The language model's text was not used.")
    assert draft.not_assessed[0].endswith("This is the built-in engine's draft.")
    assert why in draft.not_assessed[0]


def test_an_answer_in_a_stream_is_taken_like_one_in_one_piece(tmp_path):
    assert texts(drafted(streams(as_json(*GOOD)), tmp_path)) == texts(drafted(says(as_json(*GOOD)), tmp_path))


BROKEN_OFF = {
    "it takes too long": (lambda half: streams(half, pause=4), "did not answer within 1 seconds"),
    "it hangs up": (lambda half: streams(half, finish=None), "broke off"),
    "its answer is cut off": (lambda half: streams(half, finish="length"), "cut off"),
    "its answer in one piece is cut off": (lambda half: says(half, finish="length"), "cut off"),
}


@pytest.mark.parametrize("case", BROKEN_OFF)
def test_of_an_answer_that_breaks_off_the_whole_sentences_are_kept_and_the_built_in_engine_goes_on(case, tmp_path):
    behave, why = BROKEN_OFF[case]
    half = as_json(*GOOD, ("ASSESSMENT AND PLAN", "Take acetaminophen 500 mg if needed.", [7], "Take acetaminophen"))
    half = half[: half.index("Take acetaminophen 500") + 12]
    draft = drafted(behave(half), tmp_path, language_model_seconds=1)
    assert {good[1] for good in GOOD} <= set(texts(draft))
    assert any("acetaminophen" in one for one in section(draft, "ASSESSMENT AND PLAN"))
    (told,) = [one for one in draft.not_assessed if one.startswith("Not inserted: “the rest of its answer”")]
    assert why in told


def test_an_answer_that_breaks_off_before_its_first_sentence_leaves_the_built_in_draft(tmp_path):
    draft = drafted(streams('{"sentences": [{"section": "HISTORY', finish="length"), tmp_path)
    assert texts(draft) == texts(write_note(VISIT, None, now=NOW))
    assert "cut off" in draft.not_assessed[0]


def test_what_broke_off_is_verified_like_any_other(tmp_path):
    bad = ("MEDICATIONS", "Takes lisinopril 20 mg every morning.", [5], "lisinopril, ten milligrams every morning")
    draft = drafted(streams(as_json(*GOOD, bad)[:-2], finish="length"), tmp_path)
    assert bad[1] not in texts(draft)
    assert {good[1] for good in GOOD} <= set(texts(draft))


def test_nobody_there_is_a_failure_like_any_other(tmp_path):
    with hospital(hangs, tmp_path) as (settings, endpoint):
        endpoint.close()
        draft = draft_note(VISIT, None, now=NOW, settings=settings)
    assert "connection failed" in draft.not_assessed[0]


def test_an_endpoint_without_schemas_is_asked_again_without_one(tmp_path):
    def behave(handler, body):
        if "response_format" in body:
            send(handler, 400, b'{"error": {"message": "response_format is unknown"}}')
        else:
            send(handler, 200, answer(f"```json\n{as_json(*GOOD)}\n```"))

    with hospital(behave, tmp_path) as (settings, endpoint):
        draft = draft_note(VISIT, None, now=NOW, settings=settings)
        assert len(endpoint.asked) == 2
    assert {good[1] for good in GOOD} <= set(texts(draft))


def test_only_the_turns_are_sent_and_only_to_an_allowed_host(tmp_path):
    with hospital(says(as_json(*GOOD)), tmp_path) as (settings, endpoint):
        draft_note(VISIT, None, now=NOW, settings=settings)
        (asked,) = endpoint.asked
    sent = asked["messages"][1]["content"]
    assert sent.splitlines()[0] == "[0] Clinician: Good morning, what brings you in today?"
    with hospital(says(as_json(*GOOD)), tmp_path, language_model_hosts=("models.hospital.example",)) as (
        elsewhere,
        other,
    ):
        with pytest.raises(NotConfigured, match="allow-list"):
            open_language_model(elsewhere)
        draft = draft_note(VISIT, None, now=NOW, settings=elsewhere)
        assert other.asked == []
    assert "allow-list" in draft.not_assessed[0]


def test_a_key_is_read_from_its_file_and_a_missing_name_is_refused(tmp_path):
    (tmp_path / "llm.key").write_text("secret\n")
    seen = []

    def behave(handler, _body):
        seen.append(handler.headers["Authorization"])
        send(handler, 200, answer(as_json(*GOOD)))

    with hospital(behave, tmp_path, language_model_key_file=tmp_path / "llm.key") as (settings, _):
        draft_note(VISIT, None, now=NOW, settings=settings)
    assert seen == ["Bearer secret"]
    nameless = Settings(home=tmp_path, master_key_file=tmp_path / "key", language_model_url="http://x/v1",
                        language_model_hosts=("x",))  # fmt: skip
    with pytest.raises(NotConfigured, match="no name"):
        open_language_model(nameless)
