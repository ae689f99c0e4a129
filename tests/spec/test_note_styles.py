"""Styles and templates of a note: the same sentences, each with its evidence, under the headings a clinic wants."""

from datetime import UTC, datetime
from importlib.resources import files

import pytest

from attending.drafts import Words
from attending.errors import BadInput
from attending.record.narrative import from_sections
from attending.scribe import read_conversation, write_note
from attending.scribe.styles import STYLES, arrange, find_style
from attending.scribe.templates import read_headings, read_jinja, read_templates

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
VISITS = ("diabetes.vtt", "bowel.vtt", "copd-flare.txt", "knee.srt", "low-mood.json")


def said(name="diabetes.vtt"):
    return read_conversation((files("attending.app.demo") / "consultations" / name).read_bytes(), name=name)


def titles(draft):
    return [section.title for section in from_sections(draft.resources[0]["section"])]


def sentences(draft):
    return [s for section in from_sections(draft.resources[0]["section"]) for s in section.sentences]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("visit", VISITS)
def test_every_sentence_keeps_its_evidence_in_every_style(style, visit):
    draft = write_note(said(visit), None, now=NOW, style=style)
    whole = {c.id: c for c in write_note(said(visit), None, now=NOW).claims}
    claims = {claim.id: claim for claim in draft.claims}
    for sentence in sentences(draft):
        claim = claims[sentence.claim]
        assert claim.evidence == whole[claim.id].evidence
        assert any(isinstance(one, Words) for one in claim.evidence)
        assert claim.text == f"{sentence.lead} {sentence.text}".strip()
    assert len(claims) == len(sentences(draft))


@pytest.mark.parametrize("style", [name for name in STYLES if name != "brief"])
def test_only_the_brief_style_leaves_anything_out(style):
    whole = write_note(said(), None, now=NOW)
    assert len(write_note(said(), None, now=NOW, style=style).claims) == len(whole.claims)
    brief = write_note(said(), None, now=NOW, style="brief")
    assert len(brief.claims) < len(whole.claims)
    assert (
        f"{len(whole.claims) - len(brief.claims)} sentences of the whole note were left out" in brief.not_assessed[-1]
    )


def test_the_headings_are_those_of_the_style():
    assert titles(write_note(said(), None, now=NOW, style="soap")) == ["SUBJECTIVE", "OBJECTIVE", "ASSESSMENT", "PLAN"]
    gp = titles(write_note(said(), None, now=NOW, style="uk-gp"))
    assert gp == ["HISTORY", "BACKGROUND", "EXAMINATION", "INVESTIGATIONS", "IMPRESSION", "PLAN", "FOLLOW-UP"]


def test_the_plan_names_the_problem_that_its_lines_are_for():
    draft = write_note(said(), None, now=NOW, style="soap")
    (plan,) = [s for s in from_sections(draft.resources[0]["section"]) if s.title == "PLAN"]
    assert any(sentence.lead == "Blood pressure:" for sentence in plan.sentences)


def test_what_is_proposed_for_the_record_is_the_same_in_every_style():
    whole = write_note(said(), None, now=NOW).proposals
    assert all(write_note(said(), None, now=NOW, style=style).proposals == whole for style in STYLES)


JINJA = """
# Reason for visit
{{ sentences("chief complaint") }}
# Story
{% for part in ["HISTORY OF PRESENT ILLNESS", "REVIEW OF SYSTEMS"] %}
{{ sentences(part) }}
{% endfor %}
# What we do
Plan: {{ sentences("ASSESSMENT AND PLAN") }}
"""
TOML = """
[[heading]]
title = "Story"
takes = ["CHIEF COMPLAINT", "HISTORY OF PRESENT ILLNESS"]
most = 4

[[heading]]
title = "Plan"
code = "18776-5"
takes = ["ASSESSMENT AND PLAN"]
"""


def test_a_clinics_jinja_template_chooses_headings_and_order():
    draft = arrange(write_note(said(), None, now=NOW), read_jinja(JINJA))
    assert titles(draft) == ["Reason for visit", "Story", "What we do"]
    assert all(claim.evidence for claim in draft.claims)


def test_a_clinics_toml_template_does_too():
    draft = arrange(write_note(said(), None, now=NOW), read_headings(TOML))
    story, plan = from_sections(draft.resources[0]["section"])
    assert (story.title, len(story.sentences), plan.code.code) == ("Story", 4, "18776-5")


@pytest.mark.parametrize(
    "template",
    [
        "# Story\n{{ sentences('RESULTS') }}\nThe lungs are clear.",
        "# Story\nVital signs stable: no fever {{ sentences('RESULTS') }}",
        "# Story\n{{ sentences('RESULTS') }}\n# Again\n{{ sentences('RESULTS') }}",
        "# Story\n{{ sentences('WISHES') }}",
        "# Story",
        "",
        "# Story\n{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "# Story\n{{ sentences.__globals__ }}",
        "{% for i in range(10000000) %}x{% endfor %}",
        "# Story\n{{ sentences('RESULTS' }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_that_states_reaches_or_repeats_anything_is_refused(template):
    with pytest.raises(BadInput):
        read_jinja(template.replace("\\\n", "\n"))


@pytest.mark.parametrize(
    "template",
    ["x =", "", "[[heading]]\ntitle = 'A'", "[[heading]]\ntitle = 'A'\ntakes = ['NOTHING']",
     "[[heading]]\ntitle = ''\ntakes = ['RESULTS']", "[[heading]]\ntitle = 'A'\ntakes = 'RESULTS'",
     "[[heading]]\ntitle = 'A'\ntakes = ['RESULTS']\ncolour = 'red'"],
)  # fmt: skip
def test_a_broken_list_of_headings_is_refused(template):
    with pytest.raises(BadInput):
        read_headings(template)


def test_templates_are_found_by_their_file_names(tmp_path):
    (tmp_path / "eye-clinic.jinja").write_text(JINJA)
    (tmp_path / "short.toml").write_text(TOML)
    (tmp_path / "notes.txt").write_text("not a template")
    own = read_templates(tmp_path)
    assert set(own) == {"eye-clinic", "short"}
    assert find_style("short", own)[0].title == "Story"
    with pytest.raises(BadInput, match="style"):
        find_style("missing", own)
    (tmp_path / "soap.toml").write_text(TOML)
    with pytest.raises(BadInput, match="built-in"):
        read_templates(tmp_path)
