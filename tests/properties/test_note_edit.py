"""Laws of the text file in which a clinician edits a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attending.app.cli.note_edit import from_text, to_text
from attending.errors import BadInput
from attending.record.narrative import SectionText, Sentence
from attending.terms.coding import LOINC, Coding

words = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60).filter(
    lambda text: text.strip() and not text.strip().startswith("## ")
)
sentences = st.builds(
    Sentence,
    text=words,
    claim=st.none() | st.from_regex(r"c[0-9]{1,3}", fullmatch=True),
    lead=st.sampled_from(["", "Plan:", "Cough:"]),
    bullet=st.booleans(),
)
notes = st.lists(st.lists(sentences, max_size=6), min_size=1, max_size=4).map(
    lambda parts: tuple(
        SectionText(title=f"PART {number}", code=Coding(system=LOINC, code=str(number)), sentences=tuple(part))
        for number, part in enumerate(parts)
    )
)


@given(notes)
def test_a_note_that_nobody_changed_comes_back_as_it_was(note):
    assert from_text(to_text(note), note) == note


@given(notes, words)
def test_an_added_line_leaves_every_other_sentence_alone(note, added):
    text = to_text(note) + added + "\n"
    changed = from_text(text, note)
    assert changed[:-1] == note[:-1]
    assert changed[-1].sentences[: len(note[-1].sentences)] == note[-1].sentences


def test_a_reworded_sentence_keeps_its_claim():
    section = SectionText(
        title="PLAN",
        code=Coding(system=LOINC, code="18776-5"),
        sentences=(Sentence(text="Start lisinopril 10 mg daily.", claim="c1"), Sentence(text="Rest.", claim="c2")),
    )
    changed = from_text("## PLAN\nStart lisinopril 20 mg daily.\nCall if it gets worse.\n", (section,))
    assert [(s.text, s.claim) for s in changed[0].sentences] == [
        ("Start lisinopril 20 mg daily.", "c1"),
        ("Call if it gets worse.", None),
    ]


@pytest.mark.parametrize("text", ["## ELSEWHERE\nOne.\n", "One.\n## PLAN\n"])
def test_a_heading_that_the_note_does_not_have_is_refused(text):
    section = SectionText(title="PLAN", code=Coding(system=LOINC, code="18776-5"))
    with pytest.raises(BadInput, match="Line 1"):
        from_text(text, (section,))
