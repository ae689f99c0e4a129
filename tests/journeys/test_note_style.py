"""Another style for a note under review: its evidence, its facts and the clinician's own words go along."""

from dataclasses import replace as changed

import pytest
from msgspec.structs import replace
from tests.journeys.test_consultation import answer_all, clinic, documented, said  # noqa: F401 (fixtures)

from attending.errors import BadInput, Conflict
from attending.exchange.conversations import file_conversation
from attending.journeys.consultation import preview_note, revise_note
from attending.journeys.note_style import change_style, may_change_style
from attending.record.narrative import Sentence, from_sections
from attending.scribe.styling.styles import STYLES

TEMPLATE = """- title: Story
  takes: [CHIEF COMPLAINT, HISTORY OF PRESENT ILLNESS, REVIEW OF SYSTEMS]
  most: 2
- title: What we do
  takes: [ASSESSMENT AND PLAN]
"""


@pytest.fixture
def restyle(clinic, ward):  # noqa: F811
    def to(review, *styles):
        for style in styles:
            review = change_style(review.id, style, if_version=review.version, clinic=clinic, grant=ward.grant())
        return review

    return to


def text(review):
    return [(section.title, s.lead, s.text) for section in review.sections for s in section.sentences]


def edit(review, clinic, grant, change):  # noqa: F811
    """Save the note with every sentence as `change` returns it: other words, nothing, or several sentences."""
    sections = [
        replace(section, sentences=tuple(new for s in section.sentences for new in change(s)))
        for section in review.sections
    ]
    return revise_note(review.id, sections, if_version=review.version, clinic=clinic, grant=grant)


@pytest.mark.parametrize("style", STYLES)
def test_a_note_comes_back_from_any_style_as_it_was(clinic, said, ward, restyle, style):  # noqa: F811
    review = documented(clinic, said, ward.grant())
    styled = restyle(review, style)
    titles = [heading.title for heading in STYLES[style]]
    assert [title for title in titles if title in {t for t, _, _ in text(styled)}] == list(
        dict.fromkeys(t for t, _, _ in text(styled))
    )
    assert all(claim.evidence for claim in styled.claims)
    assert styled.proposals == review.proposals
    assert clinic.reviews.edits(styled) == ()
    back = restyle(styled, "outpatient")
    assert text(back) == text(review)
    assert back.claims == review.claims


def test_drafted_in_one_style_it_reads_in_another_as_if_drafted_there(clinic, said, ward, restyle):  # noqa: F811
    brief = restyle(documented(clinic, said, ward.grant(), style="brief"), "soap")
    other = replace(said, id="conversation-of-the-same-words")
    assert text(brief) == text(documented(clinic, other, ward.grant(), style="soap"))


def test_what_was_edited_removed_and_written_survives_every_style(clinic, said, ward, restyle):  # noqa: F811
    grant = ward.grant()
    review = documented(clinic, said, grant)

    def change(sentence):
        if "stairs" in sentence.text:
            return [
                replace(sentence, text="Short of breath on one flight of stairs."),
                Sentence(text="Cannot carry coal."),
            ]
        return [] if "bronchitis" in sentence.text and not sentence.lead else [sentence]

    edited = edit(review, clinic, grant, change)
    removed = {claim.id for claim in review.claims} - {claim.id for claim in edited.claims}
    own = next(claim for claim in edited.claims if claim.text == "Cannot carry coal.")
    stairs = next(claim for claim in edited.claims if "one flight" in claim.text)
    for style in (*STYLES, "outpatient"):
        edited = restyle(edited, style)
        said_there = [words for _, _, words in text(edited)]
        assert "Short of breath on one flight of stairs." in said_there
        assert "Cannot carry coal." in said_there
        assert not removed & {claim.id for claim in edited.claims}
        standing = {claim.text: claim for claim in edited.claims}
        assert standing["Cannot carry coal."].edited_by == own.edited_by == "Practitioner/adams"
        assert standing["Cannot carry coal."].evidence == own.evidence
        assert next(c for c in edited.claims if "one flight" in c.text).evidence == stairs.evidence
        kinds = [e.kind for e in clinic.reviews.edits(edited)]
        assert (kinds.count("changed"), kinds.count("added")) == (1, 1)


def test_an_edit_that_a_template_has_no_place_for_waits_for_a_style_that_has(clinic, said, ward, restyle, tmp_path):  # noqa: F811
    (tmp_path / "short.yaml").write_text(TEMPLATE)
    clinic = changed(clinic, settings=changed(clinic.settings, note_templates=tmp_path))
    grant = ward.grant()
    review = documented(clinic, said, grant)
    smoked = next(
        s.claim for section in review.sections if section.title == "SOCIAL HISTORY" for s in section.sentences
    )
    edited = edit(review, clinic, grant, lambda s: [replace(s, text="Smoked until 2016.") if s.claim == smoked else s])
    assert "Smoked until 2016." in [words for _, _, words in text(edited)]
    short = change_style(edited.id, "short", if_version=edited.version, clinic=clinic, grant=grant)
    assert {title for title, _, _ in text(short)} == {"Story", "What we do"}
    assert "Smoked until 2016." not in [words for _, _, words in text(short)]
    assert any("social history" in words for words in short.draft.remarks)
    assert text(restyle(short, "outpatient")) == text(edited)


def test_a_note_kept_in_one_style_alone_is_drafted_again_for_another(clinic, said, ward, restyle):  # noqa: F811
    """As notes were kept before their whole text was: the clinician's words and the evidence go along."""
    grant = ward.grant()
    chart = clinic.record.chart("p1", grant=grant)
    note, report = preview_note(said, chart=chart, now=clinic.now(), settings=clinic.settings, style="soap")
    source = file_conversation(clinic.record, said, patient="p1", encounter=None, grant=grant)
    review = clinic.reviews.submit(note, report, to="adams", conversation=source, grant=grant)
    edited = edit(
        review,
        clinic,
        grant,
        lambda s: (
            [replace(s, text="Short of breath on one flight of stairs."), Sentence(text="Cannot carry coal.")]
            if "stairs" in s.text
            else [s]
        ),
    )
    assert may_change_style(edited)
    styled = restyle(edited, "uk-gp", "outpatient")
    before, after = {c.text: c for c in edited.claims}, {c.text: c for c in styled.claims}
    for words in ("Short of breath on one flight of stairs.", "Cannot carry coal."):
        assert after[words].evidence == before[words].evidence
    quoted = {quote for claim in edited.claims for one in claim.evidence for quote in getattr(one, "quotes", ())}
    assert quoted <= {quote for c in styled.claims for one in c.evidence for quote in getattr(one, "quotes", ())}
    whole = [words for _, _, words in text(documented(clinic, replace(said, id="again"), grant))]
    standing = [words for _, _, words in text(styled)]
    assert [w for w in whole if w not in standing] == [w for w in whole if "stairs" in w]


def test_it_is_signed_in_the_style_it_is_read_in_with_its_facts(clinic, said, ward, restyle):  # noqa: F811
    grant = ward.grant()
    review = documented(clinic, said, grant)
    fact = review.proposals[0]
    review = clinic.reviews.choose(review.id, fact.id, accept=True, if_version=review.version, grant=grant)
    review = answer_all(clinic, restyle(review, "uk-gp"), grant)
    done = clinic.reviews.sign(review.id, if_version=review.version, grant=grant)
    chart = clinic.record.chart("p1", grant=grant)
    assert from_sections(chart.all("Composition")[0]["section"]) == done.sections
    assert done.sections[0].title == "HISTORY"
    assert fact.resource["resourceType"] in {str(r).split("/")[0] for r in done.signings[0].resources}
    with pytest.raises(Conflict):
        restyle(done, "soap")


def test_an_unknown_style_changes_nothing(clinic, said, ward, restyle):  # noqa: F811
    review = documented(clinic, said, ward.grant())
    with pytest.raises(BadInput, match="no such style"):
        restyle(review, "haiku")
    assert clinic.reviews.read(review.id, grant=ward.grant()) == review


def test_the_same_conversation_again_is_the_same_note_in_whatever_style(clinic, said, ward, restyle):  # noqa: F811
    review = restyle(documented(clinic, said, ward.grant(), style="brief"), "soap")
    assert documented(clinic, said, ward.grant(), style="uk-gp") == review
