"""Speech written down without punctuation: which turns it is, where its sentences end, what of it can be read."""

import json
from pathlib import Path

import numpy as np
import pytest

from attending.drafts import Conversation, Role, Turn
from attending.errors import BadInput
from attending.scribe.dialogue.statements import gather_statements
from attending.scribe.evaluation.sentence_ends import score_sentence_ends
from attending.scribe.sentences.boundaries import Boundaries
from attending.scribe.sentences.boundary_network import WINDOW, load_boundary_network, pack, unpack
from attending.scribe.sentences.punctuated import COMMA, NONE, QUESTION, STOP, punctuated, unmark
from attending.scribe.sentences.unpunctuated import unpunctuated
from attending.scribe.sentences.utterances import read_utterances
from attending.scribe.sentences.wellformed import is_well_formed, mended
from attending.scribe.sentences.words import read_words

RUN_ON = (
    "okay so your knee exam looks pretty good there is no swelling there is no redness i do think that you have a mild "
    "sprain so i want you to rest it for two weeks and take ibuprofen four hundred milligrams twice a day do you have "
    "any questions about that"
)


def talk(*texts: str) -> Conversation:
    roles = (Role.CLINICIAN, Role.PATIENT)
    return Conversation(id="c", turns=tuple(Turn(number=n, role=roles[n % 2], text=t) for n, t in enumerate(texts)))


def marked(text: str) -> str:
    boundaries = Boundaries(load_boundary_network())
    return " ".join(word.text for word in boundaries.mark([read_words(text)])[0])


def test_a_conversation_without_stops_is_heard_turn_by_turn() -> None:
    assert unpunctuated(talk(RUN_ON, "no i am good thank you so much for all of that")) == [0, 1]


def test_a_punctuated_conversation_is_read_as_it_is_written() -> None:
    assert (
        unpunctuated(talk("How are you today? It has been a while since we met here.", "I am well, thank you.")) == []
    )


def test_one_run_on_turn_among_punctuated_ones_is_heard() -> None:
    turns = ["It has been a while since we met here. How are you doing today with the knee?"] * 3
    assert unpunctuated(talk(*turns, f"{RUN_ON} {RUN_ON}")) == [3]


def test_one_punctuated_turn_among_run_on_ones_is_read() -> None:
    punctuated_turn = "The knee is stable. There is no swelling at all. We will order an x-ray of it today."
    assert unpunctuated(talk(RUN_ON, punctuated_turn, RUN_ON)) == [0, 2]


@pytest.mark.parametrize(
    ("spoken", "cut"),
    [
        ("have you had any fever do you have any chills", "fever ? do"),
        ("i fell on my knee yesterday i was walking the dog", "yesterday . i"),
    ],
)
def test_a_sentence_ends_where_another_begins(spoken: str, cut: str) -> None:
    assert cut in marked(spoken)


def test_what_is_denied_stays_with_its_no() -> None:
    assert "no thyromegaly" in marked("your neck is supple no thyromegaly no carotid bruit your heart sounds good")


def test_every_utterance_keeps_its_place_in_the_turn_as_it_was_said() -> None:
    conversation = talk(RUN_ON, "no that's it thanks")
    utterances = read_utterances(conversation, Boundaries(load_boundary_network()))
    assert len(utterances) > 4
    assert all(u.text == conversation.turns[u.turn].text[u.start : u.end] for u in utterances)
    assert all(u.heard for u in utterances)


def test_turns_are_scored_alike_alone_and_together() -> None:
    network = load_boundary_network()
    turns = [RUN_ON.split(), ["no"], [], (RUN_ON.split() * 3)[: 2 * WINDOW + 7]]
    together = network.score(turns)
    assert [len(scores) for scores in together] == [len(turn) for turn in turns]
    for scores, turn in zip(together, turns, strict=True):
        np.testing.assert_allclose(scores, network.score([turn])[0], atol=1e-4)


def test_a_packed_network_scores_the_same() -> None:
    network = load_boundary_network()
    np.testing.assert_array_equal(unpack(pack(network)).score([RUN_ON.split()])[0], network.score([RUN_ON.split()])[0])


@pytest.mark.parametrize(
    "text",
    [
        "They started and what symptoms are her having her headache started approximately a week ago.",
        "The patient was jumping on her kid's trampoline and she could slipped out from under her.",
        "As long as she is here.",
        "It is the band of tissue on the bottom of her foot it is inflamed.",
        "She can take that you know twice a day.",
        "He was unable to walk at on it.",
        "We will continue lisinopril and order a lipid panel to make sure that everything is.",
        "When she gets these headaches, but she has taken Tylenol.",
    ],
)
def test_a_broken_sentence_is_known(text: str) -> None:
    assert not is_well_formed(text)


@pytest.mark.parametrize(
    "text",
    [
        "She took ibuprofen and put ice on it.",
        "If the pain gets worse, she will call the office.",
        "Pain with flexion and extension.",
        "We will do what is called a visual field test.",
        "At first it was mild, and then it got worse.",
        "He said the pills he is on help a little.",
        "There is no edema.",
        "She can call the office if she has any other symptoms she is concerned about.",
    ],
)
def test_a_whole_sentence_stands(text: str) -> None:
    assert is_well_formed(text)


def test_marks_are_taken_out_of_a_turn() -> None:
    turn = unmark("Hi, any fever? No. I feel well")
    assert turn.words == ("hi", "any", "fever", "no", "i", "feel", "well")
    assert turn.marks == (COMMA, NONE, QUESTION, STOP, NONE, NONE, STOP)


def test_conversations_without_punctuation_teach_nothing() -> None:
    assert punctuated([talk(RUN_ON, RUN_ON)]) == []


def test_the_suite_measures_punctuated_conversations_only(tmp_path: Path) -> None:
    table = tmp_path / "some.csv"
    asked = "[doctor] How is the knee today? Any fever?"
    said = f"{asked}\n[patient] It hurts. I have no fever, and I sleep well. It is better now."
    plain = f"[doctor] {RUN_ON}\n[patient] no that's it"
    table.write_text(f'encounter_id,dialogue\na,"{said}"\nb,"{plain}"\n', "utf-8")
    rows = tmp_path / "rows.jsonl"
    result = score_sentence_ends(table, predictions=rows)
    assert (result["conversations"], result["without_punctuation"]) == (1, 1)
    assert 0 < result["end_f1"] <= 100
    assert [json.loads(line)["id"] for line in rows.read_text("utf-8").splitlines()] == ["a"]


def test_the_suite_refuses_what_holds_no_punctuation(tmp_path: Path) -> None:
    table = tmp_path / "some.csv"
    table.write_text(f'encounter_id,dialogue\nb,"[doctor] {RUN_ON}"\n', "utf-8")
    with pytest.raises(BadInput):
        score_sentence_ends(table)


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (
            "She is to come back in two weeks it is important to rest.",
            ["She is to come back in two weeks.", "It is important to rest."],
        ),
        ("What we will have to do is we will send him for an MRI.", ["We will send him for an MRI."]),
        ("It is it is very stiff in the morning.", ["It is very stiff in the morning."]),
        ("She tried castor oil and but none of it helped.", ["She tried castor oil but none of it helped."]),
        ("We will get another EKG and also.", ["We will get another EKG."]),
        ("What symptoms are they having.", []),
    ],
)
def test_a_broken_sentence_is_mended_by_taking_words_out_or_not_written(broken: str, whole: list[str]) -> None:
    assert mended(broken) == whole


def test_mending_leaves_a_whole_sentence_as_it_is() -> None:
    assert mended("She has had the pain for six months now.") == ["She has had the pain for six months now."]


@pytest.mark.parametrize(
    ("spoken", "kept"),
    [
        ("i slipped and fell and i am pretty sure i heard a pop", "sure i heard"),
        (
            "there is some swelling of that area now on your lung exam your lungs are clear",
            "area . now on your lung exam",
        ),
        ("you can take that that will help relax the muscles", "take that . that will"),
        ("carolyn is a 34 year old female who is here today with a headache", "female , who is here"),
        ("there's no rebound or guarding there is tenderness on the right", "guarding . there is"),
    ],
)
def test_thoughts_stay_whole_and_openings_stand_apart(spoken: str, kept: str) -> None:
    assert kept in marked(spoken)


def test_answers_said_in_the_turn_of_their_questions_are_joined_with_them() -> None:
    asked = "okay any fever no any chills no all right let me listen to your heart your heart sounds are normal"
    utterances = read_utterances(talk(asked, "okay thank you"), Boundaries(load_boundary_network()))
    denied = [s.words for s in gather_statements(utterances) if s.kind == "denied"]
    assert denied == [("fever",), ("chills",)]
