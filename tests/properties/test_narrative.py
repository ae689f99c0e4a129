"""The note's narrative: what is written as XHTML is read back sentence for sentence."""

import xml.etree.ElementTree as ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from attending.record.narrative import SectionText, Sentence, from_sections, plain_text, to_sections
from attending.terms.coding import Coding

allowed = st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff").filter(
    lambda c: c >= " " or c in "\t\n\r"
)
texts = st.text(allowed)
sentences = st.builds(Sentence, text=texts, claim=st.none() | texts, lead=texts, bullet=st.booleans())
sections = st.builds(
    SectionText,
    title=texts,
    code=st.builds(Coding, system=texts, code=texts, display=texts),
    sentences=st.lists(sentences, max_size=5).map(tuple),
)


@settings(max_examples=50)
@given(st.lists(sections, max_size=3))
def test_sections_survive_the_way_to_fhir_and_back(note):
    assert from_sections(to_sections(note)) == tuple(note)


@given(sections)
def test_the_narrative_is_well_formed_xml_with_the_same_words(section):
    written = to_sections([section])[0]
    if section.sentences:
        words = "".join(ElementTree.fromstring(written["text"]["div"]).itertext())  # noqa: S314 (our own words)
        assert all(sentence.text in words and sentence.lead in words for sentence in section.sentences)
    else:
        assert "text" not in written
        assert written["emptyReason"]


@given(st.text())
def test_any_sign_at_all_leaves_a_readable_narrative(text):
    note = (SectionText(title="Plan", code=Coding(system="s", code="c"), sentences=(Sentence(text=text),)),)
    written = to_sections(note)
    ElementTree.fromstring(written[0]["text"]["div"])  # noqa: S314 (our own words)
    assert len(from_sections(written)[0].sentences) == 1


@given(st.text())
def test_any_narrative_of_others_can_be_read(html):
    assert isinstance(plain_text(from_sections([{"title": "x", "text": {"div": html}}])), str)
