"""Laws of the review: no walk leaves the table, and no edit loses a word or a claim."""

import itertools
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace
from tests.conftest import Clock, House
from tests.ward import TEXTS, Report, Ward, note, open_ward, sections

from attending.errors import Conflict, NotAllowed
from attending.record.narrative import Sentence
from attending.review import NEXT, WAITING, Amendment, Review, ReviewStatus
from attending.review.review import Edit
from attending.review.text import find_edits, merge_revision, sections_of, word_diff, words

texts = st.text(st.sampled_from("ab1.,5 \n-é"), max_size=40)


@given(texts, texts)
def test_a_diff_holds_both_texts(before, after):
    parts = word_diff(before, after)
    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "removed") == after


sentence = st.builds(
    Sentence,
    text=st.sampled_from([*TEXTS.values(), "Lives alone.", "Cough for four days.", "No fever", "x"]),
    claim=st.sampled_from([None, *TEXTS, "unknown"]),
)
edited = st.lists(sentence, min_size=1, max_size=6)


def fresh() -> Review:
    draft = note()
    return Review(
        id="n1", draft=draft, status=ReviewStatus.CHECKED, assigned="adams", version=2, created=draft.created,
        sections=sections_of(draft), claims=draft.claims,
    )  # fmt: skip


def with_sentences(said):
    first, second = sections()
    return (replace(first, sentences=tuple(said[:3])), replace(second, sentences=tuple(said[3:])))


@given(edited)
def test_every_sentence_gets_a_claim_of_its_own_and_loses_no_word(said):
    revision = merge_revision(fresh(), with_sentences(said), by="Practitioner/adams")
    named = [sentence for section in revision.sections for sentence in section.sentences]
    assert [sentence.text for sentence in named] == [sentence.text for sentence in said]
    ids = [sentence.claim for sentence in named]
    assert len(set(ids)) == len(ids)
    assert {claim.id: claim.text for claim in revision.claims} == {s.claim: words(s) for s in named}


@given(edited)
def test_the_models_words_are_marked_as_its_own_and_no_others(said):
    review = fresh()
    revision = merge_revision(review, with_sentences(said), by="Practitioner/adams")
    for claim in revision.claims:
        assert (claim.edited_by is None) == (TEXTS.get(claim.id) == claim.text)


@given(edited)
def test_the_edits_lead_from_the_draft_to_the_signed_text(said):
    before = sections()
    after = merge_revision(fresh(), with_sentences(said), by="Practitioner/adams").sections

    def applied(edits: list[Edit]) -> list[str]:
        text = list(TEXTS.values())
        for edit in edits:
            if edit.before:
                text.remove(edit.before)
            if edit.after:
                text.append(edit.after)
        return sorted(text)

    assert applied(list(find_edits(before, after))) == sorted(sentence.text for sentence in said)


@pytest.fixture(scope="module")
def staffed(staffed_house, tmp_path_factory):
    folder = tmp_path_factory.mktemp("walk") / "ward"
    shutil.copytree(staffed_house.folder, folder)
    store = House(folder).open(Clock())
    yield open_ward(store)
    store.close()


class Walk(RuleBasedStateMachine):
    """One review after the other, moved at random by its clinician and by others."""

    staffed: Ward
    numbers = itertools.count()

    @initialize()
    def begin(self):
        self.review = self.staffed.submit(f"walk-{next(self.numbers)}")
        self.path = [self.review.status]

    def attempt(self, wanted, move):
        allowed = wanted in NEXT[self.review.status]
        try:
            self.review = move(self.review.id, if_version=self.review.version, grant=self.staffed.grant())
        except Conflict:
            assert not allowed
        else:
            assert allowed
            self.path.append(self.review.status)

    @rule()
    def sign(self):
        self.attempt(ReviewStatus.SIGNED, self.staffed.reviews.sign)

    @rule()
    def reject(self):
        self.attempt(ReviewStatus.REJECTED, lambda i, **k: self.staffed.reviews.reject(i, "not-needed", **k))

    @rule()
    def withdraw(self):
        self.attempt(ReviewStatus.WITHDRAWN, self.staffed.reviews.withdraw)

    @rule(text=st.sampled_from(["Cough.", "Cough for a week."]))
    def amend(self, text):
        change = Amendment(sections=sections({**TEXTS, "c1": text}), reason="A slip.")
        self.attempt(
            ReviewStatus.AMENDED, lambda i, **k: self.staffed.reviews.amend(i, change, lambda _: Report(), **k)
        )

    @rule()
    def retract(self):
        self.attempt(ReviewStatus.RETRACTED, lambda i, **k: self.staffed.reviews.retract(i, "wrong-document", **k))

    @precondition(lambda self: self.review.status in WAITING)
    @rule(text=st.sampled_from(["Cough.", "Cough for a week."]))
    def revise(self, text):
        self.review = self.staffed.reviews.revise(
            self.review.id, sections({**TEXTS, "c1": text}), lambda _: Report(),
            if_version=self.review.version, grant=self.staffed.grant(),
        )  # fmt: skip

    @rule()
    def a_stranger_tries(self):
        with pytest.raises((NotAllowed, Conflict)):
            self.staffed.reviews.sign(self.review.id, if_version=self.review.version, grant=self.staffed.grant("brown"))

    @invariant()
    def what_is_kept_is_what_was_returned(self):
        if hasattr(self, "review"):
            assert self.staffed.reviews.read(self.review.id, grant=self.staffed.grant()) == self.review
            assert all(after in NEXT[before] for before, after in zip(self.path, self.path[1:], strict=False))

    @invariant()
    def only_a_signed_note_stands_in_the_record(self):
        if hasattr(self, "review"):
            decided = {ReviewStatus.SIGNED, ReviewStatus.AMENDED, ReviewStatus.RETRACTED}
            assert (self.review.signed is not None) == (self.review.status in decided)


def test_no_walk_of_moves_leaves_the_table(staffed):
    Walk.staffed = staffed
    quick = settings(max_examples=10, stateful_step_count=8, deadline=None,
                     suppress_health_check=list(HealthCheck))  # fmt: skip
    run_state_machine_as_test(Walk, settings=quick)
    assert staffed.store.audit_verdict().ok
