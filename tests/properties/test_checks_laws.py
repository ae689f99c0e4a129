"""Laws of the checks: what was said word for word is supported, and no text makes them fall over."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from attending.checks import Source, examine, examine_sentence
from attending.checks.places import Places
from attending.drafts import Author, Claim, Conversation, Draft, Role, Severity, Turn, Words
from attending.record.chart import Chart
from attending.terms.answers import Said
from attending.terms.content import keys_of, units_of
from attending.terms.drugs import all_ingredients
from attending.terms.spoken import written
from attending.terms.units import all_units

NOW = datetime(2026, 5, 4, tzinfo=UTC)
CHART = Chart(patient={"resourceType": "Patient", "id": "p1"}, as_of=NOW, resources={})

_numbers = st.sampled_from(
    [
        "five",
        "twenty five",
        "one twenty over eighty",
        "two and a half",
        "zero point four",
        "3/6",
        "98.6",
        "1,500",
        "ten to fifteen",
    ]
)
_units = st.sampled_from([name for unit in all_units() for name in unit.names if len(name) > 3] + [""])
_plain = st.sampled_from(
    ["she takes", "for", "the left knee", "denies fever", "and", "no cough", "every morning", "was", "no"]
)
_phrases = st.lists(
    st.one_of(_numbers, _units, _plain, st.sampled_from(all_ingredients()[::97])), min_size=1, max_size=9
)


@given(_phrases)
@settings(max_examples=80, deadline=None)
def test_what_was_said_word_for_word_holds_no_number_medicine_or_side_that_was_not_said(words):
    sentence = " ".join(words)
    source = Source.of_turns([Said(clinician=False, text=sentence)])
    codes = {problem.code for problem in examine_sentence(sentence, source)}
    assert not codes & {
        "number-not-said",
        "unit-differs",
        "medicine-not-said",
        "dose-differs",
        "side-flipped",
        "side-not-said",
    }


@given(_numbers, _units)
@settings(max_examples=80, deadline=None)
def test_the_clinical_writing_of_spoken_words_is_supported_by_them(number, unit):
    said = f"it was {number} {unit} today"
    source = Source.of_turns([Said(clinician=True, text=said)])
    assert not {p.code for p in examine_sentence(written(said), source)} & {"number-not-said", "unit-differs"}


@given(st.lists(st.text(max_size=120), max_size=5), st.text(max_size=120), st.integers(-1, 5), st.text(max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_draft_of_any_conversation_gets_a_report(texts, sentence, turn, quote):
    roles = [Role.CLINICIAN, Role.PATIENT]
    visit = Conversation(id="v", turns=tuple(Turn(number=i, role=roles[i % 2], text=t) for i, t in enumerate(texts)))
    evidence = (Words(conversation="v", turns=(turn,), quotes=(quote,)),)
    claim = Claim(id="c1", text=sentence, place="Composition.section[7]", evidence=evidence)
    author = Author(name="any", version="0")
    draft = Draft(id="d", kind="note", patient="p1", author=author, created=NOW, resources=({},), claims=(claim,))
    report = examine(draft, CHART, visit)
    assert report.claims_checked == 1
    verbatim = 0 <= turn < len(texts) and bool(quote.strip()) and quote in texts[turn]
    broken = any(f.code == "broken-evidence" and f.severity is Severity.BLOCKER for f in report.findings)
    assert broken is not verbatim


_spoken_of = st.sampled_from(
    [
        "chest pain",
        "short of breath",
        "my chest hurts",
        "the pain",
        "lisinopril",
        "twenty",
        "diabetes",
        "left knee",
        "my knee",
    ]
)
_turns = st.lists(st.lists(_spoken_of, min_size=1, max_size=3).map(", ".join), max_size=8)


@given(_turns, st.lists(_spoken_of, min_size=1, max_size=4).map(", ".join))
@settings(max_examples=80, deadline=None)
def test_places_looked_up_are_those_a_search_would_find(turns, sentence):
    keys = [keys_of(text) for text in turns]
    places = Places(keys)
    for unit in units_of(sentence):
        assert places.of(unit) == [index for index, known in enumerate(keys) if unit.is_in(known)]
