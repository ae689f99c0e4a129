"""Evidence as the review page shows it."""

from attending.app.web.views import sources
from attending.app.web.views.note import Segment
from attending.drafts import Claim, Conversation, Element, Role, Turn, Words

CONVERSATION = Conversation(
    id="v1",
    turns=(
        Turn(number=0, role=Role.CLINICIAN, text="What brings you in?", start=4.0),
        Turn(number=1, role=Role.PATIENT, text="My left knee hurts since May.", start=75.0),
        Turn(number=2, role=Role.PATIENT, text="It clicks."),
    ),
)
TURNS = {turn.number: turn for turn in CONVERSATION.turns}
KNEE = Claim(
    id="c1",
    text="Left knee pain since May.",
    place="Composition.section[0]",
    evidence=(
        Words(conversation="v1", turns=(1, 2), quotes=("left knee hurts", "It clicks.")),
        Element(reference="Condition/k", version=2, path="Condition.code", text="Osteoarthritis of knee"),
    ),
)
BARE = Claim(id="c2", text="Well otherwise.", place="Composition.section[0]")


def test_quoted_words_are_marked_in_their_turn():
    turn = sources.turns_of(CONVERSATION, [KNEE])[1]

    assert turn.segments == (Segment("My "), Segment("left knee hurts", ("c1",)), Segment(" since May."))
    assert (turn.time, turn.speaker, turn.claims) == ("01:15", "Patient", ("c1",))


def test_a_quote_that_is_not_there_marks_the_whole_turn():
    odd = Claim(id="c3", text="x", place="p", evidence=(Words(conversation="v1", turns=(2,), quotes=("it clacks",)),))

    assert sources.turns_of(CONVERSATION, [odd])[2].segments == (Segment("It clicks.", ("c3",)),)


def test_chips_lead_to_turns_then_to_the_chart():
    assert [(c.label, c.kind, c.turn) for c in sources.chips_of(KNEE, TURNS)] == [
        ("01:15", "words", 1),
        ("turn 3", "words", 2),
        ("chart", "chart", None),
    ]


def test_a_sentence_without_source_says_so():
    assert [c.label for c in sources.chips_of(BARE, TURNS)] == ["no source"]
    assert [c.kind for c in sources.chips_of(None, TURNS)] == ["person"]


def test_evidence_lines_name_their_origin():
    assert [(e.origin, e.words, e.quoted) for e in sources.evidence_of(KNEE, TURNS)] == [
        ("01:15 Patient", "left knee hurts", True),
        ("turn 3 Patient", "It clicks.", True),
        ("Chart, Condition version 2", "Osteoarthritis of knee", False),
    ]
