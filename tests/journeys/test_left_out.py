"""What was said and does not stand in the note: added with its words, dismissed, taken back, through every style."""

import pytest
from msgspec.structs import replace
from tests.journeys.test_consultation import answer_all, clinic, documented  # noqa: F401 (fixtures)

from attending.checks import examine
from attending.drafts import Words
from attending.errors import Conflict, NotFound
from attending.exchange.conversations import file_conversation
from attending.journeys.consultation import conversation_of, read_conversation, revise_note
from attending.journeys.left_out import add_left_out, dismiss_left_out, left_out_of, take_back_left_out
from attending.journeys.note_style import change_style
from attending.record.narrative import from_sections, to_sections
from attending.scribe import write_note
from attending.scribe.styling.styles import STYLES

SAID = b"""Doctor: Good morning, what brings you in today?
Patient: I have had a cough for three weeks, and I feel short of breath on the stairs.
Doctor: Any chest pain?
Patient: No, none.
Doctor: Are you allergic to anything?
Patient: Penicillin, it gave me a rash all over.
Doctor: Which medicines do you take?
Patient: I take ramipril five milligrams in the morning.
Doctor: Your lungs sound clear and your blood pressure is 132 over 78.
Doctor: I think this is bronchitis. We will start doxycycline 100 mg twice a day for seven days.
Doctor: Come back in two weeks if it is not better.
"""


def poorer(draft, *words):
    """The draft without every sentence and proposal that names one of the words."""

    def names(text):
        return any(word in text.lower() for word in words)

    (composition,) = draft.resources
    sections = [
        replace(s, sentences=tuple(x for x in s.sentences if not names(x.text)))
        for s in from_sections(composition["section"])
    ]
    sections = [s for s in sections if s.sentences]
    claims = tuple(c for c in draft.claims if not names(c.text))
    return replace(
        draft,
        claims=claims,
        proposals=tuple(p for p in draft.proposals if not names(p.claim.text)),
        resources=({**composition, "section": to_sections(sections)},),
    )


@pytest.fixture
def submitted(clinic, ward):  # noqa: F811
    """A note that leaves out the allergy and the medicine, and waits for Dr Adams."""
    grant = ward.grant()

    def submit(*words, text=SAID):
        said = read_conversation(text, name="visit.txt")
        chart = clinic.record.chart("p1", grant=grant)
        draft = poorer(write_note(said, chart, now=clinic.now()), *words)
        source = file_conversation(clinic.record, said, patient="p1", grant=grant)
        report = examine(draft, chart, said)
        return clinic.reviews.submit(
            draft, report, to="adams", conversation=source, grant=grant, whole=draft, style="outpatient"
        )

    return submit


@pytest.fixture
def listed(clinic, ward):  # noqa: F811
    def of(review):
        said = conversation_of(review, clinic=clinic, grant=ward.grant())
        return {one.sentence: one for one in left_out_of(review, said).additions}

    return of


@pytest.fixture
def act(clinic, ward):  # noqa: F811
    def make(move, review, name):
        return move(review.id, name, if_version=review.version, clinic=clinic, grant=ward.grant())

    return make


ALLERGY, MEDICINE = "Allergic to Penicillin (a rash).", "Takes ramipril."


def section_of(review, sentence):
    return next((s.title for s in review.sections for x in s.sentences if x.text == sentence), None)


def test_a_whole_draft_leaves_nothing_of_it_out(submitted, listed):
    assert listed(submitted("nothing of the sort")) == {}


def test_what_a_draft_leaves_out_is_listed_worst_first_with_its_words(submitted, listed):
    found = listed(submitted("penicillin", "ramipril"))
    assert list(found) == [ALLERGY, MEDICINE]
    assert (found[ALLERGY].section, found[ALLERGY].turns) == ("ALLERGIES", (5,))
    assert found[MEDICINE].quotes == ("I take ramipril five milligrams in the morning.",)


def test_an_added_sentence_stands_in_its_section_with_its_evidence_and_is_the_clinicians(
    submitted, listed, act, clinic, ward  # noqa: F811
):  # fmt: skip
    review = submitted("penicillin", "ramipril")
    done = act(add_left_out, review, listed(review)[ALLERGY].id)
    (last,) = ward.store.connection().execute("SELECT body FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    assert all(word in str(last) for word in ("include", "Practitioner/adams"))
    assert section_of(done, ALLERGY) == "ALLERGIES"
    (claim,) = [claim for claim in done.claims if claim.text == ALLERGY]
    (words,) = claim.evidence
    assert isinstance(words, Words)
    assert (words.turns, claim.edited_by) == ((5,), "Practitioner/adams")
    assert not [finding for finding in done.findings if finding.claim == claim.id]
    assert list(listed(done)) == [MEDICINE]
    assert [edit.kind for edit in clinic.reviews.edits(done)] == ["added"]


def test_an_addition_is_examined_like_the_draft(submitted, listed, act):
    text = SAID.replace(b"doxycycline 100 mg", b"amoxicillin 500 mg")
    review = submitted("penicillin", "ramipril", text=text)
    before = {finding.code for finding in review.findings}
    done = act(add_left_out, review, listed(review)[MEDICINE].id)
    assert before <= {finding.code for finding in done.findings}
    assert done.version == review.version + 1


def test_it_is_taken_back_and_listed_again(submitted, listed, act):
    review = submitted("penicillin", "ramipril")
    name = listed(review)[ALLERGY].id
    back = act(take_back_left_out, act(add_left_out, review, name), name)
    assert back.sections == review.sections
    assert [(c.id, c.text, c.evidence) for c in back.claims] == [(c.id, c.text, c.evidence) for c in review.claims]
    assert back.findings == review.findings
    assert list(listed(back)) == [ALLERGY, MEDICINE]
    with pytest.raises(NotFound):
        act(take_back_left_out, back, name)


@pytest.mark.parametrize("style", STYLES)
def test_what_was_added_and_dismissed_stays_so_in_every_style(submitted, listed, act, style, clinic, ward):  # noqa: F811
    review = submitted("penicillin", "ramipril")
    found = listed(review)
    review = act(add_left_out, review, found[ALLERGY].id)
    review = act(dismiss_left_out, review, found[MEDICINE].id)
    assert listed(review) == {}
    for name in (style, "outpatient"):
        review = change_style(review.id, name, if_version=review.version, clinic=clinic, grant=ward.grant())
        assert [x.text for s in review.sections for x in s.sentences].count(ALLERGY) == 1
        assert next(claim for claim in review.claims if claim.text == ALLERGY).evidence
        assert listed(review) == {}
    assert section_of(review, ALLERGY) == "ALLERGIES"


@pytest.mark.parametrize(
    ("style", "heading"),
    [("soap", "SUBJECTIVE"), ("h-and-p", "ALLERGIES"), ("uk-gp", "BACKGROUND"), ("brief", "ALLERGIES")],
)
def test_an_addition_goes_under_the_heading_that_takes_its_section(
    submitted, listed, act, style, heading, clinic, ward  # noqa: F811
):  # fmt: skip
    review = submitted("penicillin", "ramipril")
    review = change_style(review.id, style, if_version=review.version, clinic=clinic, grant=ward.grant())
    assert section_of(act(add_left_out, review, listed(review)[ALLERGY].id), ALLERGY) == heading


def test_what_a_clinician_removed_from_the_draft_or_declined_is_no_omission(submitted, listed, clinic, ward):  # noqa: F811
    review = submitted("nothing of the sort")
    sections = [
        replace(s, sentences=tuple(x for x in s.sentences if "enicillin" not in x.text)) for s in review.sections
    ]
    grant = ward.grant()
    review = revise_note(review.id, sections, if_version=review.version, clinic=clinic, grant=grant)
    for one in review.proposals:
        review = clinic.reviews.choose(review.id, one.id, accept=False, if_version=review.version, grant=grant)
    assert listed(review) == {}


def test_words_changed_in_an_added_sentence_keep_its_evidence_and_removing_it_dismisses_it(
    submitted, listed, act, clinic, ward  # noqa: F811
):  # fmt: skip
    review = submitted("penicillin", "ramipril")
    review = act(add_left_out, review, listed(review)[ALLERGY].id)

    def with_text(text):
        return [
            replace(s, sentences=tuple(replace(x, text=text) if x.text == ALLERGY else x for x in s.sentences))
            for s in review.sections
        ]

    changed = "Allergic to penicillin (a rash all over)."
    grant = ward.grant()
    review = revise_note(review.id, with_text(changed), if_version=review.version, clinic=clinic, grant=grant)
    assert next(claim for claim in review.claims if claim.text == changed).evidence
    gone = [replace(s, sentences=tuple(x for x in s.sentences if x.text != changed)) for s in review.sections]
    review = revise_note(review.id, gone, if_version=review.version, clinic=clinic, grant=grant)
    assert list(listed(review)) == [MEDICINE]


def test_a_decision_made_twice_or_from_an_old_page_is_refused(submitted, listed, act):
    review = submitted("penicillin", "ramipril")
    name = listed(review)[ALLERGY].id
    act(dismiss_left_out, review, name)
    with pytest.raises(Conflict):
        act(add_left_out, review, name)


def test_a_signed_note_holds_what_was_added(submitted, listed, act, clinic, ward):  # noqa: F811
    grant = ward.grant()
    review = submitted("penicillin", "ramipril")
    review = answer_all(clinic, act(add_left_out, review, listed(review)[ALLERGY].id), grant)
    signed = clinic.reviews.sign(review.id, if_version=review.version, grant=grant)
    composition = clinic.record.chart("p1", grant=grant).all("Composition")[0]
    assert ALLERGY in [x.text for s in from_sections(composition["section"]) for x in s.sentences]
    with pytest.raises(Conflict):
        act(take_back_left_out, signed, next(iter(signed.noticed)))


def test_without_its_conversation_a_note_is_not_assessed(submitted):
    review = submitted("penicillin", "ramipril")
    assert not left_out_of(review, None).assessed
