"""Marks by the radiologist's hand: drawn, moved, taken away; they reach the text, SR, SEG, record and quality."""

import io
import json

import pydicom
import pytest
from msgspec.structs import replace
from tests.journeys.web.conftest import Browser
from tests.journeys.web.hospital import SYSTEM, bring_marked_study
from tests.journeys.web.test_web_moving import EVA

from attending.checks import examine
from attending.drafts import Region
from attending.journeys.imaging_decisions import count_decisions
from attending.journeys.imaging_moving import Moving, move_study
from attending.journeys.imaging_objects import report_files
from attending.journeys.imaging_report import draft_study_report
from attending.record.narrative import Sentence
from attending.record.write import put
from attending.review import Review
from attending.security.accounts import find_account
from attending.security.roles import grant_for

SQUARE = [[10.0, 10.0], [30.0, 10.0], [30.0, 20.0], [10.0, 20.0]]


@pytest.fixture
def known(clinic) -> str:
    """A study with one mark of a model, its report before the radiologist."""
    return bring_marked_study(clinic)


@pytest.fixture
def desk(browser, known) -> Browser:
    browser.sign_in("rays")
    browser.get(f"/imaging/{known}")
    return browser


def review_of(clinic, known: str) -> Review:
    return clinic.reviews.read(clinic.images.load(known).review, grant=SYSTEM)


def send(desk: Browser, clinic, known: str, do: str, **fields: object):
    version = str(review_of(clinic, known).version)
    return desk.post(f"/imaging/{known}/marks", {"do": do, "version": version, **fields})


def draw(desk: Browser, clinic, known: str, *, place: int = 2, polygon=SQUARE, **names: str):
    outline = {"series": "0", "place": str(place), "polygon": json.dumps(polygon)}
    return send(desk, clinic, known, "add", **outline, **names)


def measured(proposal, name: str) -> float:
    (one,) = (c for c in proposal.resource["component"] if c["code"]["text"] == name)
    return float(one["valueQuantity"]["value"])


def findings(review: Review) -> list[str]:
    (section,) = (one for one in review.sections if one.code.code == "59776-5")
    return [sentence.text for sentence in section.sentences]


def impression(review: Review) -> str:
    (section,) = (one for one in review.sections if one.code.code == "19005-8")
    return " ".join(sentence.text for sentence in section.sentences)


def signed_report(desk: Browser, clinic, known: str) -> dict[str, bytes]:
    review = review_of(clinic, known)
    answer = desk.post(f"/reviews/{review.id}/sign", {"version": str(review.version)})
    assert "Signed and filed" in answer.text
    return report_files(known, clinic=clinic, grant=SYSTEM)


def test_a_drawn_mark_is_measured_told_in_the_text_and_stands_in_the_list(desk, clinic, known):
    page = draw(desk, clinic, known, finding="Fracture of bone")
    assert page.url.query == b"mark=drawn1"
    assert "Fracture of bone" in page.text and "image 3, drawn, accepted" in page.text
    review = review_of(clinic, known)
    (own,) = review.added
    assert review.accepts(own) and own.claim.edited_by == "Practitioner/rays"
    area = next(c for c in own.resource["component"] if c["code"]["text"] == "Area")
    assert float(area["valueQuantity"]["value"]) == pytest.approx(20 * 10 * 0.8 * 0.7)  # mm2, of pixels
    assert own.claim.text in findings(review) and "on image 3" in own.claim.text
    (told,) = (claim for claim in review.claims if claim.text == own.claim.text)
    assert told.evidence == own.claim.evidence  # the sentence rests on the outline, and its numbers are ours
    assert not [f for f in review.findings if f.claim in (own.claim.id, told.id)]


def test_it_leaves_as_sr_seg_and_observation_without_a_model(desk, clinic, known):
    draw(desk, clinic, known, words="Small cyst")
    files = signed_report(desk, clinic, known)
    written = str(pydicom.dcmread(io.BytesIO(files["report-sr.dcm"])))
    assert "Drawn by the radiologist" in written and "Small cyst" in written
    seg = pydicom.dcmread(io.BytesIO(files["regions-seg-1.dcm"]))
    assert [(s.SegmentLabel, s.SegmentAlgorithmType) for s in seg.SegmentSequence] == [("Small cyst", "MANUAL")]
    (seen,) = [one for one in clinic.record.chart("p1", grant=SYSTEM).all("Observation")
               if one["code"].get("text") == "Small cyst"]  # fmt: skip
    assert (seen["status"], seen["valueCodeableConcept"]["text"]) == ("final", "Marked by the radiologist")
    assert seen["code"]["coding"][0]["display"] == "Radiologic finding"
    rows = {
        (row.model, row.finding): (row.accepted, row.declined) for row in count_decisions(clinic=clinic, grant=SYSTEM)
    }
    assert rows == {("Drawn by the radiologist", "Small cyst"): (1, 0), ("spot", "Bright spot"): (0, 1)}
    assert "Drawn by the radiologist" in desk.get("/imaging-decisions").text


def test_a_drawn_mark_is_taken_away_with_its_sentence(desk, clinic, known):
    before = findings(review_of(clinic, known))
    draw(desk, clinic, known, finding="Pneumonia")
    assert len(findings(review_of(clinic, known))) == len(before) + 1
    send(desk, clinic, known, "remove", mark="drawn1")
    review = review_of(clinic, known)
    assert (review.added, "drawn1" in review.choices, findings(review)) == ((), False, before)


def test_a_models_mark_is_moved_and_its_area_and_sentence_follow(desk, clinic, known):
    (proposal,) = review_of(clinic, known).proposals
    region = next(part for part in proposal.claim.evidence if isinstance(part, Region))
    series = clinic.images.load(known).series[0]
    place = next(n for n, image in enumerate(series.images) if image.sop_instance_uid == region.sop_instance_uid)
    outline = {"series": "0", "place": str(place), "polygon": json.dumps(SQUARE)}
    page = send(desk, clinic, known, "move", mark=proposal.id, **outline)
    assert page.status_code == 200
    review = review_of(clinic, known)
    (moved,) = review.accepted()
    shown = next(part for part in moved.claim.evidence if isinstance(part, Region))
    assert [list(point) for point in shown.polygon] == SQUARE
    assert moved.claim.text in findings(review) and "outline changed by the radiologist" in moved.claim.text
    assert [c["code"]["text"] for c in moved.resource["component"]] == ["Area", "Length", "Volume"]
    before, after, area = measured(proposal, "Volume"), measured(moved, "Volume"), measured(proposal, "Area")
    between = 1.0  # mm
    assert after == pytest.approx(before + (20 * 10 * 0.8 * 0.7 - area) * between / 1000, abs=0.02)
    assert f"volume {after:.1f} mL" in moved.claim.text and "summed over its outlines" in moved.claim.text
    told = next(claim for claim in review.claims if claim.text == moved.claim.text)
    assert not [f for f in review.findings if f.claim in (told.id, moved.claim.id) and f.severity.value != "info"]
    written = str(pydicom.dcmread(io.BytesIO(signed_report(desk, clinic, known)["report-sr.dcm"])))
    assert "outline changed by the radiologist" in written
    (row,) = count_decisions(clinic=clinic, grant=SYSTEM)
    assert (row.accepted, row.changed) == (1, 1)


def test_marks_are_accepted_and_declined_from_the_viewer(desk, clinic, known):
    (proposal,) = review_of(clinic, known).proposals
    for what, state in (("accept", True), ("decline", False)):
        send(desk, clinic, known, what, mark=proposal.id)
        assert review_of(clinic, known).choices[proposal.id].accepted is state
    send(desk, clinic, known, "reconsider", mark=proposal.id)
    assert review_of(clinic, known).choices == {}


@pytest.mark.parametrize(
    ("place", "polygon", "names", "status"),
    [
        (2, [[1, 1], [2, 2]], {"words": "x"}, 422),
        (2, [[500, 500], [600, 500], [600, 600]], {"words": "x"}, 422),
        (2, [["a", 1], [2, 2], [3, 3]], {"words": "x"}, 422),
        (2, [[1e999, 1], [2, 2], [3, 3]], {"words": "x"}, 422),
        (2, SQUARE, {"words": "  "}, 422),
        (2, SQUARE, {"words": "x" * 65}, 422),
        (99, SQUARE, {"words": "x"}, 404),
    ],
)
def test_what_is_no_mark_is_refused_and_nothing_is_kept(desk, clinic, known, place, polygon, names, status):
    assert draw(desk, clinic, known, place=place, polygon=polygon, **names).status_code == status
    assert review_of(clinic, known).added == ()


def test_another_reader_draws_nothing_and_an_old_page_changes_nothing(desk, clinic, known):
    assert "data-mark-form" in desk.get(f"/imaging/{known}").text
    outline = {"series": "0", "place": "2", "polygon": json.dumps(SQUARE), "words": "x", "do": "add"}
    assert desk.post(f"/imaging/{known}/marks", {**outline, "version": "1"}).status_code == 409
    desk.post("/sign-out")
    desk.sign_in("adams")
    assert "data-mark-form" not in desk.get(f"/imaging/{known}").text
    assert draw(desk, clinic, known, words="x").status_code == 403
    assert review_of(clinic, known).added == ()


def test_a_models_mark_is_never_taken_away_and_one_elsewhere_is_not_moved(desk, clinic, known):
    (proposal,) = review_of(clinic, known).proposals
    assert send(desk, clinic, known, "remove", mark=proposal.id).status_code == 409
    draw(desk, clinic, known, place=2, words="Cyst")
    elsewhere = {"series": "0", "place": "5", "polygon": json.dumps(SQUARE)}
    assert send(desk, clinic, known, "move", mark="drawn1", **elsewhere).status_code == 409
    assert send(desk, clinic, known, "move", mark="m77", **elsewhere).status_code == 404


def test_a_report_tells_of_no_mark_that_is_declined(desk, clinic, known):
    (proposal,) = review_of(clinic, known).proposals
    drafted = review_of(clinic, known).sections
    assert proposal.claim.text in findings(review_of(clinic, known))
    send(desk, clinic, known, "decline", mark=proposal.id)
    declined = review_of(clinic, known)
    assert proposal.claim.text not in findings(declined)
    assert impression(declined).startswith("No region that a model marked was accepted")
    assert not [one for one in declined.findings if one.severity.value == "blocker"]
    send(desk, clinic, known, "reconsider", mark=proposal.id)
    assert review_of(clinic, known).sections == drafted
    send(desk, clinic, known, "decline", mark=proposal.id)
    signed_report(desk, clinic, known)
    (report,) = clinic.record.chart("p1", grant=SYSTEM).all("DiagnosticReport")
    assert report["conclusion"].startswith("No region that a model marked was accepted")


def test_an_accepted_mark_is_not_left_to_be_confirmed(desk, clinic, known):
    (proposal,) = review_of(clinic, known).proposals
    assert impression(review_of(clinic, known)) == "Marked as bright spot, to be confirmed by the radiologist."
    send(desk, clinic, known, "accept", mark=proposal.id)
    accepted = review_of(clinic, known)
    assert impression(accepted) == "Bright spot, accepted by the radiologist."
    assert proposal.claim.text in findings(accepted)
    (told,) = (claim for claim in accepted.claims if claim.text == "Bright spot, accepted by the radiologist.")
    assert told.evidence and told.edited_by == "Practitioner/rays"


def test_the_radiologists_own_impression_outlasts_every_decision(desk, clinic, known):
    (proposal,) = review_of(clinic, known).proposals
    review = review_of(clinic, known)
    grant = grant_for(find_account(clinic.record.connection(), "rays"))
    own = tuple(
        replace(one, sentences=(Sentence(text="A vessel seen end on."),)) if one.code.code == "19005-8" else one
        for one in review.sections
    )
    clinic.reviews.revise(
        review.id, own, lambda draft: examine(draft, clinic.record.chart("p1", grant=SYSTEM)),
        if_version=review.version, grant=grant,
    )  # fmt: skip
    for what in ("decline", "accept", "reconsider", "decline"):
        send(desk, clinic, known, what, mark=proposal.id)
        assert impression(review_of(clinic, known)) == "A vessel seen end on."


def test_a_drawn_mark_that_is_declined_is_told_no_more(desk, clinic, known):
    draw(desk, clinic, known, words="Small cyst")
    (own,) = review_of(clinic, known).added
    for what, told in (("decline", False), ("accept", True)):
        send(desk, clinic, known, what, mark=own.id)
        assert (own.claim.text in findings(review_of(clinic, known))) is told


def test_what_the_radiologist_drew_goes_with_a_study_that_is_moved(desk, clinic, known):
    """It shows these images, whoever's they are; in the next report it is decided again."""
    draw(desk, clinic, known, words="Small cyst")
    draw(desk, clinic, known, words="Vessel", place=4)
    send(desk, clinic, known, "remove", mark="drawn2")
    (drawn,) = review_of(clinic, known).added
    with clinic.record.transaction(grant=SYSTEM) as tx:
        put(tx, EVA)
    move_study(known, Moving("p9", "wrong-match"), clinic=clinic, grant=SYSTEM)
    review = draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM)
    *_, kept = review.proposals
    assert (review.patient, len(review.proposals), review.choices) == ("p9", 2, {})
    assert kept.resource["subject"] == {"reference": "Patient/p9"} and kept.claim.evidence == drawn.claim.evidence
    assert kept.claim.text in findings(review) and "Small cyst" in kept.claim.text
    assert "Small cyst, to be confirmed by the radiologist." in impression(review)
    desk.get(f"/imaging/{known}")
    send(desk, clinic, known, "accept", mark=kept.id)
    assert "Small cyst, accepted by the radiologist." in impression(review_of(clinic, known))
    send(desk, clinic, known, "decline", mark=kept.id)
    assert kept.claim.text not in findings(review_of(clinic, known))
    send(desk, clinic, known, "accept", mark=kept.id)
    move_study(known, Moving("p1", "undone"), clinic=clinic, grant=SYSTEM)
    again = draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM)
    assert [one.resource["code"]["text"] for one in again.proposals] == ["Bright spot", "Small cyst"]
