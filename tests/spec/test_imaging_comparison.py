"""What a report says of an earlier study: only what was signed, only the same model, with a stated tolerance."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.spec.test_imaging_report import CHART, NOW, mark, taken

from attending.checks import examine
from attending.drafts import Region, Severity
from attending.imaging.comparison import Prior, compare
from attending.imaging.drafted import as_prior
from attending.imaging.finding import Examination, Mark, Measure
from attending.imaging.report import Examined, draft_report

DAY = date(2025, 1, 3)


def tumour(ml: float | None, **changes) -> Mark:
    measures = (Measure("volume", ml, "mL"),) if ml is not None else ()
    return mark("1.2.3", measures=measures, **changes)


def prior(*marks: Mark, signed: bool = True, models=("fracture",)) -> Prior:
    return Prior("ImagingStudy/s0", DAY, signed=signed, marks=marks, models=frozenset(models))


def told(now: list[Mark], before: Prior) -> list[str]:
    return [change.kind for change in compare(now, {"fracture"}, before)]


@pytest.mark.parametrize(
    ("now", "before", "kind"),
    [
        (10.0, 10.0, "stable"),
        (12.4, 10.0, "stable"),
        (12.6, 10.0, "larger"),
        (7.4, 10.0, "smaller"),
        (0.25, 0.1, "stable"),
    ],
)
def test_a_volume_is_larger_or_smaller_beyond_a_quarter_and_a_fifth_of_a_millilitre(now, before, kind):
    assert told([tumour(now)], prior(tumour(before))) == [kind]


def test_the_sentence_states_both_values_the_day_and_the_tolerance():
    (change,) = compare([tumour(24.1)], {"fracture"}, prior(tumour(18.0)))
    assert change.text == (
        "Fracture of bone: volume 24.1 mL, 18.0 mL on 3 January 2025, +34 %: larger (tolerance 25 %, at least 0.2 mL)."
    )


def test_what_was_not_marked_before_is_new_and_what_is_gone_is_said():
    assert told([tumour(3.0)], prior()) == ["new"]
    assert told([], prior(tumour(3.0))) == ["not marked now"]


@pytest.mark.parametrize("before", [prior(tumour(3.0), signed=False), prior(models=("another",))])
def test_without_a_signature_or_with_another_model_nothing_is_compared(before):
    assert told([tumour(3.0)], before) == []


def test_without_volumes_lengths_are_compared_and_of_several_marks_the_number():
    def long(mm):
        return mark("1.2.3", measures=(Measure("length", mm, "mm"),))

    assert told([long(26)], prior(long(20))) == ["larger"]
    assert told([long(24)], prior(long(20))) == ["stable"]
    assert told([long(10), long(9)], prior(long(20))) == ["more"]
    assert told([tumour(None)], prior(tumour(None), tumour(2.0))) == ["fewer"]


def test_another_version_of_the_model_is_said():
    (change,) = compare([tumour(24.1, version="2")], {"fracture"}, prior(tumour(18.0)))
    assert "versions of the model differ" in change.text


@given(st.floats(0.01, 500), st.floats(0.01, 500))
def test_exchanging_the_studies_never_turns_larger_into_larger(one, two):
    forth, back = told([tumour(one)], prior(tumour(two))), told([tumour(two)], prior(tumour(one)))
    assert not (forth == back and forth != ["stable"])


def test_in_the_report_a_change_rests_on_the_images_of_both_studies():
    images = taken()
    series = images.studies[0].series[0]
    now = mark(series.instances[1].sop_instance_uid, measures=(Measure("volume", 9.0, "mL"),))
    first = draft_report(
        images.studies[0], [Examined(series, Examination(findings=(now,), models=("fracture 1.0.0",)))],
        reference="ImagingStudy/s0", chart=CHART, prior=None, now=NOW,
    )  # fmt: skip
    later = mark(series.instances[2].sop_instance_uid, measures=(Measure("volume", 20.0, "mL"),))
    draft = draft_report(
        images.studies[0], [Examined(series, Examination(findings=(later,), models=("fracture 1.0.0",)))],
        reference="ImagingStudy/s1", chart=CHART, now=NOW,
        prior=as_prior(first, first.proposals, Prior("ImagingStudy/s0", DAY)),
    )  # fmt: skip
    claim = next(claim for claim in draft.claims if "larger" in claim.text)
    assert {one.sop_instance_uid for one in claim.evidence if isinstance(one, Region)} == {
        now.sop_instance_uid, later.sop_instance_uid,
    }  # fmt: skip
    assert [f for f in examine(draft, CHART).findings if f.severity is Severity.BLOCKER] == []
