"""Styles and templates of a note: the same sentences, each with its evidence, under the headings a clinic wants."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from msgspec import structs
from tests.visits import conversation_of, draft_of

from attending.drafts import Claim, Words
from attending.errors import BadInput
from attending.journeys.consultation import preview_note
from attending.journeys.note_writing import note_styles
from attending.record.narrative import SectionText, Sentence, from_sections, to_sections
from attending.scribe import read_conversation, write_note
from attending.scribe.content.lines import CODES
from attending.scribe.styling.headings import read_toml, read_yaml
from attending.scribe.styling.jinja import read_jinja
from attending.scribe.styling.styles import STYLES, arrange
from attending.scribe.styling.templates import read_templates
from attending.settings import Settings

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
VISITS = ("diabetes.vtt", "bowel.vtt", "copd-flare.txt", "knee.srt", "low-mood.json")


def said(name="diabetes.vtt"):
    return read_conversation((files("attending.app.demo") / "consultations" / name).read_bytes(), name=name)


def titles(draft):
    return [section.title for section in from_sections(draft.resources[0]["section"])]


def sections(draft):
    return from_sections(draft.resources[0]["section"])


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
@pytest.mark.parametrize("visit", VISITS)
def test_only_the_brief_style_leaves_anything_out(style, visit):
    whole, draft = write_note(said(visit), None, now=NOW), write_note(said(visit), None, now=NOW, style=style)
    assert not draft.remarks
    gone = {claim.id: claim for claim in whole.claims}.keys() - {claim.id for claim in draft.claims}
    reviewed = {
        s.claim for section in sections(whole) if section.title == "REVIEW OF SYSTEMS" for s in section.sentences
    }
    measured = {claim.id: claim.evidence for claim in whole.claims if claim.id in gone - reviewed}
    kept = [claim.evidence for claim in draft.claims]
    assert all(evidence in kept for evidence in measured.values())  # said by another sentence of the same words
    assert len(measured) <= 1  # and of the others only what the history says too: see below


def test_the_brief_style_says_what_it_leaves_out():
    whole, brief = write_note(said(), None, now=NOW), write_note(said(), None, now=NOW, style="brief")
    number = len(whole.claims) - len(brief.claims)
    (remark,) = brief.remarks
    assert brief.not_assessed == whole.not_assessed
    assert remark.startswith(f"{number} sentences of the whole note were left out in this style: ")
    assert "review of systems (" in remark
    assert sum(int(one) for one in re.findall(r"\((\d+)\)", remark)) == number


CYSTITIS = """
D: What can I do for you today?
P: Since Saturday it has been burning when I pass urine.
D: Any fever or vomiting?
P: No fever, no vomiting.
D: Any vaginal discharge?
P: No.
D: Any other medical problems?
P: Just asthma.
D: And what medicines do you take?
P: Salbutamol when I need it.
D: Any allergies?
P: Penicillin.
D: Your temperature is 37.1. Your tummy is soft.
D: This is a urinary tract infection. I'll give you nitrofurantoin 100 milligrams twice a day for three days.
P: Okay.
"""
ANGINA = """
D: What brings you in?
P: I have had chest tightness when I walk uphill for six weeks.
D: Any sweating?
P: No sweating.
D: Your blood pressure is 152 over 90. Your lungs are clear.
D: I'm concerned that this is angina. I'd like you to have a stress echocardiogram this week.
P: Okay.
D: I'll start you on metoprolol 25 milligrams once a day. If you get the pain at rest, call 911.
P: Okay.
D: For your high cholesterol, let's increase the atorvastatin to 80 milligrams at night. I'll see you back in two weeks.
P: Thank you.
"""


def in_style(text, style):
    draft = draft_of(text)
    return arrange(draft, STYLES[style] if isinstance(style, str) else style)


def lines(draft, title):
    (found,) = [section for section in sections(draft) if section.title == title]
    return [f"{s.lead} {s.text}".strip() for s in found.sentences]


def led(text, claim):
    lead, colon, rest = text.rpartition(": ")
    return Sentence(text=rest, claim=claim, lead=f"{lead}:" if colon else "")


def drafted(*told):
    """A draft of (section, sentence, turn) that somebody else might have written; "System: …" leads a review."""
    claims = [
        Claim(id=f"c{n}", text=text, place="", evidence=(Words(conversation="v", turns=(turn,), quotes=("",)),))
        for n, (_, text, turn) in enumerate(told)
    ]
    numbered = list(enumerate(told))
    texts = [
        SectionText(
            title=title,
            code=CODES[title],
            sentences=tuple(led(text, f"c{n}") for n, (section, text, _) in numbered if section == title),
        )
        for title in CODES
        if any(section == title for section, _, _ in told)
    ]
    return structs.replace(
        draft_of(CYSTITIS),
        claims=tuple(claims),
        resources=({"resourceType": "Composition", "section": to_sections(texts)},),
    )


HPI, ROS = "HISTORY OF PRESENT ILLNESS", "REVIEW OF SYSTEMS"


@pytest.mark.parametrize(
    ("history", "review", "again"),
    [
        ("She denies fever or vomiting.", "Denies fever.", True),
        ("She denies fever or vomiting.", "Denies fever or chills.", False),
        ("She has a cough but no fever.", "Denies fever.", True),
        ("She has a cough but no fever.", "Reports cough.", True),
        ("She has had a fever.", "Denies fever.", False),
        ("She had no fever.", "Reports fever.", False),
    ],
)
def test_what_the_history_says_stands_once_under_a_heading_with_the_review(history, review, again):
    draft = drafted((HPI, history, 3), (ROS, review, 3))
    assert len(lines(arrange(draft, STYLES["uk-gp"]), "HISTORY")) == (1 if again else 2)
    assert len(lines(arrange(draft, STYLES["soap"]), "SUBJECTIVE")) == (1 if again else 2)
    assert lines(arrange(draft, STYLES["h-and-p"]), ROS) == [review]
    assert arrange(draft, STYLES["uk-gp"]).not_assessed == draft.not_assessed


def test_a_system_stays_named_where_its_first_line_is_left_out():
    draft = drafted((HPI, "She has a cough.", 3), (ROS, "Chest: Reports cough.", 3), (ROS, "Denies wheezing.", 9))
    assert lines(arrange(draft, STYLES["soap"]), "SUBJECTIVE")[1] == "Chest: Denies wheezing."
    (only,) = arrange(draft, read_yaml("- {title: All, takes: [REVIEW OF SYSTEMS], denials: false}")).claims
    assert only.text == "Chest: Reports cough."


def test_what_was_said_at_another_time_stands_too():
    draft = drafted((HPI, "She denies fever.", 3), (ROS, "Denies fever.", 9))
    assert len(lines(arrange(draft, STYLES["uk-gp"]), "HISTORY")) == 2


def test_a_general_practitioner_in_britain_finds_the_labels_used_there():
    draft = in_style(CYSTITIS, "uk-gp")
    assert lines(draft, "HISTORY")[0].startswith("Presenting complaint: ")
    background = lines(draft, "BACKGROUND")
    assert [line.split(":")[0] for line in background if ":" in line] == [
        "Past medical history", "Drug history", "Allergies"
    ]  # fmt: skip
    assert lines(draft, "EXAMINATION")[0].startswith("Observations: ")


@pytest.mark.parametrize("style", STYLES)
def test_no_label_stands_twice(style):
    for section in sections(in_style(CYSTITIS, style)):
        for sentence in section.sentences:
            line = f"{sentence.lead} {sentence.text}".strip()
            assert not re.match(r"(?:[\w ]+: ){2}", line)
            assert style == "outpatient" or not line.lower().startswith(f"{section.title.lower()}:")


def test_assessment_and_plan_under_one_heading_stay_problem_by_problem():
    plan = lines(in_style(ANGINA, "brief"), "ASSESSMENT AND PLAN")
    places = [next(n for n, line in enumerate(plan) if words in line) for words in
              ("1. Possible angina", "metoprolol", "911", "2. ", "atorvastatin", "2 weeks")]  # fmt: skip
    assert places == sorted(places)
    assert not [line for line in plan if line.startswith("Possible angina:")]


def test_a_plan_by_itself_keeps_what_to_do_in_an_emergency_with_its_problem():
    plan = lines(in_style(ANGINA, "h-and-p"), "PLAN")
    assert [line for line in plan if line.startswith("Possible angina: ")]
    emergency, cholesterol = (
        next(n for n, line in enumerate(plan) if word in line) for word in ("911", "atorvastatin")
    )
    assert emergency < cholesterol


def test_the_plan_of_a_single_problem_does_not_name_it_again():
    assert not [line for line in lines(in_style(CYSTITIS, "soap"), "PLAN") if "infection:" in line]


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
    draft = arrange(write_note(said(), None, now=NOW), read_toml(TOML))
    story, plan = from_sections(draft.resources[0]["section"])
    assert (story.title, len(story.sentences), plan.code.code) == ("Story", 4, "18776-5")


YAML = """
- title: Story
  takes: [chief complaint, History of present illness]
  most: 4
- title: Background
  takes: [MEDICATIONS, ALLERGIES]
  labelled: {MEDICATIONS: Drugs}
- title: Plan
  code: 18776-5
  takes: [ASSESSMENT AND PLAN]
"""


def test_a_clinics_yaml_template_does_too():
    story, background, plan = sections(in_style(CYSTITIS, read_yaml(YAML)))
    assert (story.title, plan.title, plan.code.code) == ("Story", "Plan", "18776-5")
    assert background.sentences[0].lead == "Drugs:"
    named = read_yaml("headings:\n" + YAML.replace("\n", "\n  "))
    assert [heading.title for heading in named] == ["Story", "Background", "Plan"]


def test_the_labels_are_those_that_the_clinic_wrote():
    template = (
        "# Drugs\nTaken now: {{ sentences('MEDICATIONS') }}\nReacts to:\n{{ sentences('ALLERGIES') }}\n"
        "# Rest\n{{ sentences('MEDICAL HISTORY') }}"
    )
    taken, reacts = lines(in_style(CYSTITIS, read_jinja(template)), "Drugs")
    assert taken.startswith("Taken now: ")
    assert reacts == "Reacts to: Penicillin."


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
        read_toml(template)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("# Tests\n{{ sentences('RESLTS') }}", "Did you mean RESULTS?"),
        ("# Tests\n{{ sentences(RESULTS) }}", "in quotes"),
        ("# Tests\n\n{{ sentences('RESULTS' }}", "Line 3"),
        ("# Tests\n{{ sentences('RESULTS') }}\nSee you soon", "See you soon"),
        ("# Tests\n{{ sentences('RESULTS', most=0) }}", "whole number from 1"),
        ("# Tests\n{{ sentences() }}", "names sections"),
        ("# Tests\nValues:\n# Plan\n{{ sentences('PLAN') }}", "no sentences behind it"),
        ("{{ sentences('RESULTS') }}", "under no title"),
        ("# A\n{{ patient }}", "'patient' is undefined"),
        ("# A\n{{ patient.name }}", "with a dot or brackets, in line 2"),
        ("# A\n{{ sentences.__globals__ }}", "with a dot or brackets, in line 2"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "other than sentences()"),
        ("{% for a in 'xyz' %}{% endfor %}", "goes round its loops"),
        (f"{{% for a in {['x'] * 20} %}}{{% for b in {['x'] * 20} %}}{{% endfor %}}{{% endfor %}}", "more than 200"),
        ("# A\n{{ 'x' * 9999999999 }}", "calculates, in line 2"),
        ("# {{ 9 ** 9 ** 9 }}", "calculates"),
        ("{{ '%999999999d' % 1 }}", "calculates"),
        ("{{ 'a' | center(3000000000) }}", "uses a filter or test"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "defines a macro"),
        ("{% include '/etc/passwd' %}", "takes in another file"),
        ("# " + "{% if 1 %}" * 900 + "x" + "{% endif %}" * 900, "too deep"),
        ("# A\n{{ sentences('PLAN') }}\n# B\n{{ sentences('ASSESSMENT AND PLAN') }}", "takes PLAN twice"),
    ],
)
def test_a_mistake_in_a_jinja_template_is_named(template, said):
    with pytest.raises(BadInput, match=re.escape(said)):
        read_jinja(template)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("- title: A\n  take: [RESULTS]", "Did you mean takes?"),
        ("- title: A", "Heading 1 of the template has no takes"),
        ("- title: A\n  takes: RESULTS", "takes is a list"),
        ("- title: A\n  takes: [[RESULTS]]", "takes is a list"),
        ("- title: A\n  takes: [RESULTS]\n  most: 0", "whole number from 1"),
        ("- title: A\n  takes: [RESULTS]\n  most: true", "whole number from 1"),
        ("- title: A\n  takes: [RESULTS]\n  labelled: 'no'", "labelled is true, false"),
        ("- title: A\n  takes: [RESULTS]\n  labelled: {RESULTS: 'all: normal.'}", "without a statement"),
        ("- title: A\n  takes: [RESULTS]\n  code: mine", "a LOINC code"),
        ("- title: A\n takes: [RESULTS]\n", "Line 2"),
        ("- title: A\n  takes: [RESULTS\n", "not valid YAML"),
        ("- title: A\n  takes: [LABORATORY]", "which no note has"),
        ("title: A", "nothing but headings"),
        ("Our template", "nothing but headings"),
        ("[]", "1 to 40 headings"),
        ("- !!python/object/apply:os.system [ls]", "not valid YAML"),
        ("- title: 2026-13-45\n  takes: [RESULTS]", "not valid YAML"),
    ],
)
def test_a_mistake_in_a_yaml_template_is_named(template, said):
    with pytest.raises(BadInput, match=re.escape(said)):
        read_yaml(template)


def test_templates_are_found_by_their_file_names(tmp_path):
    (tmp_path / "eye-clinic.jinja").write_text(JINJA)
    (tmp_path / "short.toml").write_text(TOML)
    (tmp_path / "house.yml").write_text(YAML)
    (tmp_path / "notes.txt").write_text("not a template")
    own = read_templates(tmp_path)
    assert set(own.headings) == {"eye-clinic", "short", "house"}
    assert own.find("short")[0].title == "Story"
    assert own.find("soap") == STYLES["soap"]
    with pytest.raises(BadInput, match="style"):
        own.find("missing")


def test_a_template_with_a_mistake_keeps_no_other_from_its_work(tmp_path):
    (tmp_path / "house.yaml").write_text(YAML)
    (tmp_path / "eye.jinja").write_text("# Eyes\n{{ sentences('RESLTS') }}")
    (tmp_path / "umlaut.toml").write_bytes("title = 'Größe'".encode("latin-1"))
    (tmp_path / "soap.toml").write_text(TOML)
    (tmp_path / "twin.toml").write_text(TOML)
    (tmp_path / "twin.yaml").write_text(YAML)
    settings = replace(Settings.from_environment({}), note_templates=tmp_path)
    assert note_styles(settings) == (*STYLES, "house")
    assert titles(preview_note(said(), chart=None, now=NOW, settings=settings, style="soap")[0])[0] == "SUBJECTIVE"
    for name, told in {"eye": "eye.jinja", "umlaut": "UTF-8", "twin": "Two templates"}.items():
        with pytest.raises(BadInput, match=re.escape(told)):
            preview_note(said(), chart=None, now=NOW, settings=settings, style=name)[0]
    assert "built-in" in str(read_templates(tmp_path).broken["soap"])


def test_a_folder_of_templates_that_is_not_there_is_told_and_stops_no_built_in_style(tmp_path):
    settings = replace(Settings.from_environment({}), note_templates=tmp_path / "gone")
    assert note_styles(settings) == (*STYLES,)
    assert preview_note(said(), chart=None, now=NOW, settings=settings, style="soap")[0].claims
    with pytest.raises(BadInput, match="not there"):
        preview_note(said(), chart=None, now=NOW, settings=settings, style="house")[0]


WHEEZE = """
D: What brings you in?
P: I've been short of breath for three days, with a cough.
D: Your temperature is 37.2 and your lungs have wheezes on both sides.
D: Your oxygen is a bit low at 94 percent and I hear wheezing.
D: I think this is a flare of your asthma. Start prednisone 40 milligrams once a day for five days.
"""


@pytest.mark.parametrize("style", ["soap", "uk-gp", "brief"])
def test_what_is_a_vital_sign_and_a_finding_stands_once_under_one_heading(style):
    draft = write_note(conversation_of(WHEEZE), None, now=NOW, style=style)
    assert sum("94%" in sentence.text for sentence in sentences(draft)) == 1
    assert any("wheezes on both sides" in sentence.text for sentence in sentences(draft))
    assert not any("oxygen" in remark or "examination" in remark for remark in draft.remarks)
