"""What a radiologist is given: every sentence names its pixels, and nothing says more than was looked at."""

import io
from datetime import UTC, date, datetime

import numpy as np
import pydicom
import pytest
from msgspec.structs import replace
from tests.scans import scan

from attending.checks import examine
from attending.drafts import Claim, ModelOutput, Region, Severity
from attending.imaging.comparison import Prior
from attending.imaging.drafted import marks_of
from attending.imaging.examine import CHEST_NOTE
from attending.imaging.finding import Caution, Examination, Mark, Measure
from attending.imaging.intake import SentFile, sort_files
from attending.imaging.objects import person_name
from attending.imaging.outgoing import Decided, report_objects
from attending.imaging.report import NOTHING_LIKELY, Examined, draft_report, urgency
from attending.imaging.retold import NONE_ACCEPTED, retold
from attending.record import Chart
from attending.record.narrative import Sentence, from_sections
from attending.terms.coding import SNOMED, Coding

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CHART = Chart(
    patient={"resourceType": "Patient", "id": "erika", "birthDate": "1958-02-14", "gender": "female"},
    as_of=NOW,
    resources={
        "ImagingStudy": [{"resourceType": "ImagingStudy", "id": "s1"}, {"resourceType": "ImagingStudy", "id": "s0"}]
    },
)


def taken():
    return sort_files([
        SentFile(f"{n}", scan(np.zeros((32, 32), np.uint16), InstanceNumber=n).__bytes__) for n in (1, 2, 3)
    ])  # fmt: skip


def mark(uid, probability=0.81, **changes):
    facts = {
        "finding": Coding(system=SNOMED, code="125605004", display="Fracture of bone"),
        "probability": probability,
        "lower": 0.7,
        "upper": 0.9,
        "operating_point": "90% specificity",
        "above_threshold": True,
        "sop_instance_uid": uid,
        "frame": 1,
        "polygon": ((4.0, 4.0), (20.0, 4.0), (20.0, 12.0), (4.0, 12.0)),
        "measures": (Measure("area", 71.7, "mm2"),),
        "model": "fracture",
        "version": "1.0.0",
    }
    return Mark(**{**facts, **changes})


def report(findings=(), *, prior=None, **examination):
    images = taken()
    study = images.studies[0]
    marks = tuple(mark(study.series[0].instances[1].sop_instance_uid, p) for p in findings)
    examined = [Examined(study.series[0], Examination(findings=marks, **examination))]
    draft = draft_report(study, examined, reference="ImagingStudy/s1", chart=CHART, prior=prior, now=NOW)
    return draft, examined


def test_a_mark_becomes_a_sentence_with_its_region_and_its_model():
    draft, _ = report([0.81], assessed=("fracture",), models=("fracture 1.0.0",))
    claim = next(c for c in draft.claims if c.text.startswith("Likely fracture of bone on image 2"))
    assert claim.text == "Likely fracture of bone on image 2, area 71.7 mm²; probability 0.81 (0.70 to 0.90)."
    region, output = claim.evidence
    assert isinstance(region, Region) and region.frame == 1
    assert isinstance(output, ModelOutput) and (output.lower, output.upper) == (0.7, 0.9)


@pytest.mark.parametrize("findings", [[], [0.81], [0.6, 0.9]])
def test_a_drafted_report_has_no_blocker_and_no_sentence_without_a_source(findings):
    draft, _ = report(
        findings, assessed=("fracture",), models=("fracture 1.0.0",), not_assessed=("lung nodule: no model",)
    )
    found = examine(draft, CHART).findings
    assert [f for f in found if f.severity is Severity.BLOCKER] == []
    assert all(claim.evidence for claim in draft.claims)
    assert any(f.message == "Not assessed: lung nodule: no model" for f in found)


def test_nothing_marked_is_never_called_normal():
    draft, _ = report(assessed=("fracture",), models=("fracture 1.0.0",))
    text = " ".join(claim.text for claim in draft.claims)
    assert "No model marked a region; this does not exclude an abnormality" in text
    assert "normal" not in text.replace("abnormality", "")


def test_where_no_model_looked_the_report_says_so():
    draft, _ = report(not_assessed=("findings: no model for modality CT",))
    assert any("No model looked" in claim.text for claim in draft.claims)
    assert draft.proposals == ()


def test_the_earlier_study_is_named():
    draft, _ = report(prior=Prior("ImagingStudy/s0", date(2025, 1, 3)))
    assert any("Earlier study of 3 January 2025" in claim.text for claim in draft.claims)


def test_an_urgent_mark_moves_the_study_up_and_says_why():
    _, examined = report([0.81])
    assert urgency(examined) == "Likely fracture of bone, probability 0.81"
    assert urgency(report()[1]) == ""


def test_a_mark_that_may_wait_is_told_and_moves_nothing_up():
    images = taken()
    series = images.studies[0].series[0]
    mild = mark(series.instances[0].sop_instance_uid, 0.19, lower=0.1, upper=0.3, pressing=False)
    examined = [Examined(series, Examination(findings=(mild,)))]
    assert urgency(examined) == ""
    draft = draft_report(images.studies[0], examined, reference="ImagingStudy/s1", chart=CHART, prior=None, now=NOW)
    assert any("Low suspicion of fracture of bone" in claim.text for claim in draft.claims)


def test_the_limits_of_the_chest_model_are_no_denial_of_a_symptom():
    draft, _ = report(assessed=("chest findings",), models=("chest-findings 4",), notes=(CHEST_NOTE,))
    assert [f.message for f in examine(draft, CHART).findings if f.severity is not Severity.INFO] == []


@pytest.mark.parametrize(
    "words",
    ["No pneumothorax or pleural effusion.", "2.3 cm mass in the right upper lobe.", "Unchanged since 3 January 2025."],
)
def test_what_the_radiologist_sees_needs_nobody_who_said_it(words):
    draft, _ = report([0.81])
    own = Claim(id="w1-1", text=words, place="Composition.section[2]", evidence=(), edited_by="Practitioner/rays")
    findings = examine(replace(draft, claims=(*draft.claims, own)), CHART).findings
    assert [f.code for f in findings if f.claim == "w1-1" and f.code != "no-evidence"] == []


def test_a_number_that_was_changed_in_a_measured_sentence_is_still_found():
    draft, _ = report([0.81])
    claim = next(one for one in draft.claims if "71.7" in one.text)
    changed = replace(claim, text=claim.text.replace("71.7", "17.7"), edited_by="Practitioner/rays")
    draft = replace(draft, claims=tuple(changed if one is claim else one for one in draft.claims))
    assert "number-not-said" in {f.code for f in examine(draft, CHART).findings if f.claim == claim.id}


def impression_of(draft):
    composition = next(one for one in draft.resources if one["resourceType"] == "Composition")
    (section,) = (one for one in from_sections(composition["section"]) if one.title == "IMPRESSION")
    return [sentence.text for sentence in section.sentences]


def chest_report(*findings, above=True):
    """A report of (finding, probability, pressing), each marked on one film."""
    images = taken()
    series = images.studies[0].series[0]
    uid = series.instances[0].sop_instance_uid
    marks = tuple(
        mark(
            uid,
            chance,
            finding=Coding(system=SNOMED, code=name, display=name),
            pressing=pressing,
            above_threshold=above,
        )
        for name, chance, pressing in findings
    )
    return draft_report(
        images.studies[0], [Examined(series, Examination(findings=marks))], reference="ImagingStudy/s1", chart=CHART,
        prior=None, now=NOW,
    )  # fmt: skip


def test_the_impression_tells_what_is_likely_and_the_rest_stays_a_mark_to_be_decided():
    draft = chest_report(("Pneumonia", 0.62, False), ("Pulmonary edema", 0.08, False), ("Pleural effusion", 0.23, True))
    assert impression_of(draft) == ["Possible pneumonia, to be confirmed by the radiologist."]
    assert len(draft.proposals) == 3
    told = [claim.text.split(" pulm")[0].split(" pleu")[0].split(" pneu")[0] for claim in draft.claims]
    assert told.count("Possible") == 2
    assert "Very low suspicion of" in told and "Low suspicion of" in told


def test_what_makes_a_study_urgent_stands_in_its_impression_too():
    draft = chest_report(("Fracture of bone", 0.48, True))
    assert impression_of(draft) == ["Possible fracture of bone, to be confirmed by the radiologist."]


def test_where_every_mark_is_unlikely_the_impression_says_so():
    draft = chest_report(("Fracture of bone", 0.2, False), ("Pulmonary edema", 0.08, False))
    assert impression_of(draft) == [NOTHING_LIKELY]
    (claim,) = (one for one in draft.claims if one.text == NOTHING_LIKELY)
    assert sum(isinstance(part, ModelOutput) for part in claim.evidence) == 2


def decided(draft, *decisions, text=None):
    """The impression after decisions on marks, each (mark, accepted or not)."""
    composition = next(one for one in draft.resources if one["resourceType"] == "Composition")
    sections, accepted = tuple(from_sections(composition["section"])), {}
    if text is not None:
        own = (Sentence(text=text, claim="w1-1"),)
        sections = tuple(replace(one, sentences=own) if one.title == "IMPRESSION" else one for one in sections)
    for name, accept in decisions:
        accepted = {key: value for key, value in accepted.items() if key != name}
        accepted |= {name: accept} if accept is not None else {}
        sections = retold(sections, draft, draft.proposals, accepted, name)
    (section,) = (one for one in sections if one.title == "IMPRESSION")
    return [sentence.text for sentence in section.sentences]


def test_an_unlikely_mark_that_is_accepted_enters_the_impression():
    draft = chest_report(("Pneumonia", 0.62, False), ("Pulmonary edema", 0.08, False))
    likely = "Possible pneumonia, to be confirmed by the radiologist."
    assert decided(draft, ("m2", True)) == [likely, "Pulmonary edema, accepted by the radiologist."]
    assert decided(draft, ("m2", True), ("m2", None)) == [likely]
    assert decided(draft, ("m2", False)) == [likely]
    assert decided(draft, ("m2", True), ("m1", True)) == [
        "Pneumonia, accepted by the radiologist.", "Pulmonary edema, accepted by the radiologist."
    ]  # fmt: skip
    assert decided(draft, ("m2", True), text="A healed fracture.") == ["A healed fracture."]


def test_a_likelier_mark_that_is_open_still_is_not_passed_over_in_silence():
    """A report signed in haste: the weak mark is accepted, of the likely one nobody has said anything."""
    draft = chest_report(("Fracture of bone", 0.2, False), ("Fracture of bone", 0.7, True), ("Pneumonia", 0.1, False))
    open_still = "Likely fracture of bone, not decided by the radiologist."
    sure = "Fracture of bone, accepted by the radiologist."
    assert decided(draft, ("m1", True)) == [sure, open_still]
    assert decided(draft, ("m1", True), ("m2", True)) == [sure]
    assert decided(draft, ("m1", True), ("m2", False)) == [sure]
    assert decided(draft, ("m1", True), ("m1", None)) == [
        "Likely fracture of bone, to be confirmed by the radiologist."
    ]
    assert decided(draft, ("m2", True)) == [sure]
    assert decided(draft, ("m1", True), text="A healed fracture.") == ["A healed fracture."]


def test_a_likelier_mark_of_another_finding_is_told_too_where_both_were_held_for_unlikely():
    draft = chest_report(("Fracture of bone", 0.3, False), ("Pulmonary edema", 0.08, False))
    assert decided(draft, ("m2", True)) == [
        "Pulmonary edema, accepted by the radiologist.",
        "Low suspicion of fracture of bone, not decided by the radiologist.",
    ]
    assert decided(draft, ("m2", True), ("m1", False)) == ["Pulmonary edema, accepted by the radiologist."]


def test_a_conclusion_tells_the_places_of_what_was_accepted_or_waits_and_of_nothing_declined():
    images = taken()
    series = images.studies[0].series[0]
    uid = series.instances[0].sop_instance_uid
    marks = tuple(mark(uid, chance, place=place) for chance, place in ((0.7, "radius"), (0.6, "ulna"), (0.55, "hand")))
    draft = draft_report(
        images.studies[0], [Examined(series, Examination(findings=marks))], reference="ImagingStudy/s1", chart=CHART,
        prior=None, now=NOW,
    )  # fmt: skip
    (drafted,) = impression_of(draft)
    assert "radius and ulna and hand" in drafted
    (left,) = decided(draft, ("m1", False))
    assert "ulna and hand, to be confirmed" in left and "radius" not in left
    sure, still = decided(draft, ("m1", False), ("m2", True))
    assert ("ulna" in sure, "hand" in sure, "radius" in sure) == (True, False, False)
    assert "hand, not decided by the radiologist" in still
    assert decided(draft, ("m1", False), ("m1", None)) == [drafted]


def test_that_nothing_is_likely_is_said_only_while_marks_wait_and_none_is_accepted():
    draft = chest_report(("Fracture of bone", 0.2, False), ("Pulmonary edema", 0.08, False))
    assert decided(draft, ("m1", False)) == [NOTHING_LIKELY]
    assert decided(draft, ("m1", True)) == ["Fracture of bone, accepted by the radiologist."]
    assert decided(draft, ("m1", True), ("m1", None)) == [NOTHING_LIKELY]
    assert decided(draft, ("m1", False), ("m2", False)) == [NONE_ACCEPTED]
    assert decided(draft, ("m1", False), ("m2", False), ("m2", True)) == [
        "Pulmonary edema, accepted by the radiologist."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "words"),
    [("LSPINE", "Radiograph of the lumbar spine"), ("PARTIALBODY", "Radiograph: "), ("HAND", "Radiograph of the hand")],
)
def test_the_part_of_the_header_is_said_in_words(part, words):
    file = scan(np.zeros((32, 32), np.uint16), Modality="DX", BodyPartExamined=part)
    study = sort_files([SentFile("1", file.__bytes__)]).studies[0]
    examined = [Examined(study.series[0], Examination())]
    draft = draft_report(study, examined, reference="ImagingStudy/s1", chart=CHART, prior=None, now=NOW)
    assert draft.claims[0].text.startswith(words)


def test_a_thickness_is_told_as_a_scanner_sets_it():
    file = scan(np.zeros((32, 32), np.uint16), SliceThickness="0.66666668653488")
    study = sort_files([SentFile("1", file.__bytes__)]).studies[0]
    examined = [Examined(study.series[0], Examination())]
    draft = draft_report(study, examined, reference="ImagingStudy/s1", chart=CHART, prior=None, now=NOW)
    assert draft.claims[0].text == "CT of the abdomen: 1 series, 1 image, 0.667 mm slices."


def test_the_structured_report_names_measures_in_codes_that_others_know():
    images = taken()
    uid = images.studies[0].series[0].instances[1].sop_instance_uid
    measures = (Measure("volume", 2.1, "mL"), Measure("longest side of the marked box", 20.5, "mm"))
    files = report_objects(
        images, Decided({"m1": mark(uid, measures=measures)}, {"m1": True}, "rays", NOW), version="0.1"
    )
    made = pydicom.dcmread(io.BytesIO(files["report-sr.dcm"]))
    names = {
        (part.ConceptNameCodeSequence[0].CodeValue, part.ConceptNameCodeSequence[0].CodingSchemeDesignator)
        for part in everything_in(made) if part.ValueType == "NUM"
    }  # fmt: skip
    assert names == {("118565006", "SCT"), ("LONGSIDEMARKBOX", "99ATTENDING"), ("PROBABILITY", "99ATTENDING")}


def test_a_region_says_whether_a_model_the_radiologist_or_both_drew_it():
    images = taken()
    uid = images.studies[0].series[0].instances[1].sop_instance_uid
    marks = {
        "m1": mark(uid),
        "m2": mark(uid, 0.7),
        "drawn1": mark(uid, 0.5, model="", version="", lower=0.0, upper=1.0),
    }
    decided = Decided(marks, dict.fromkeys(marks, True), "rays", NOW, changed=frozenset({"m2"}))
    made = pydicom.dcmread(io.BytesIO(report_objects(images, decided, version="0.1")["regions-seg-1.dcm"]))
    assert [one.SegmentAlgorithmType for one in made.SegmentSequence] == ["AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Dr. Hana Kobayashi (demo)", "Kobayashi^Hana^^Dr.^(demo)"), ("Hana Kobayashi", "Kobayashi^Hana"),
        ("Prof. Dr. Anna Maria Weiß", "Weiß^Anna Maria^^Prof. Dr."), ("Kobayashi", "Kobayashi"),
        ("Hana Kobayashi, MD", "Kobayashi^Hana^^^MD"), ("Kobayashi^Hana", "Kobayashi^Hana"), ("Attending", "Attending"),
        ("Dr. Kobayashi", "Kobayashi^^^Dr."),
    ],
)  # fmt: skip
def test_who_verified_the_report_is_named_family_first(name, written):
    assert person_name(name) == written


def everything_in(item):
    for part in item.get("ContentSequence", []):
        yield part
        yield from everything_in(part)


def test_what_makes_an_answer_doubtful_stands_among_the_limitations_with_its_evidence():
    doubt = Caution(
        "This film may be shown mirrored.", "1.2.3", 1, ((1.0, 1.0), (9.0, 1.0), (9.0, 9.0)), "chest-findings", "4",
        "shown as its mirror image: probability 0.92",
    )  # fmt: skip
    draft, _ = report([0.81], cautions=(doubt, doubt))
    (claim,) = [one for one in draft.claims if one.text == doubt.text]
    region, output = claim.evidence
    assert region == Region(sop_instance_uid="1.2.3", frame=1, polygon=doubt.polygon)
    assert (output.name, output.value) == ("chest-findings", doubt.value)
    titles = [section["title"] for section in draft.resources[0]["section"]]
    assert claim.place == f"Composition.section[{titles.index('LIMITATIONS')}]"


def test_each_mark_is_proposed_as_an_observation_and_read_back():
    draft, examined = report([0.81])
    (proposal,) = draft.proposals
    assert proposal.resource["resourceType"] == "Observation"
    assert proposal.resource["derivedFrom"] == [{"reference": "ImagingStudy/s1"}]
    (back,) = marks_of(draft).values()
    original = examined[0].examination.findings[0]
    assert (back.polygon, back.probability, back.measures) == (original.polygon, 0.81, original.measures)


def test_a_decided_report_leaves_as_dicom_with_each_decision():
    images = taken()
    uids = [i.sop_instance_uid for i in images.studies[0].instances]
    marks = {"m1": mark(uids[0]), "m2": mark(uids[1], 0.6)}
    files = report_objects(images, Decided(marks, {"m1": True, "m2": False}, "rays", NOW), version="0.1")
    objects = {name: pydicom.dcmread(io.BytesIO(data)) for name, data in files.items()}
    assert set(objects) == {"report-sr.dcm", "regions-seg-1.dcm", "marks-pr-1.dcm", "marks-sc-1.dcm"}
    text = str(objects["report-sr.dcm"])
    assert ("Accepted" in text, "Rejected" in text, "0.81" in text) == (True, True, True)
    assert objects["report-sr.dcm"].VerificationFlag == "VERIFIED"
    assert len(objects["regions-seg-1.dcm"].SegmentSequence) == 1
    assert objects["regions-seg-1.dcm"].pixel_array.sum() == 16 * 8
    assert all(o.StudyInstanceUID == images.studies[0].uid for o in objects.values())


def test_what_nobody_calibrated_is_told_without_a_probability():
    images = taken()
    uid = images.studies[0].series[0].instances[1].sop_instance_uid
    rule = mark(uid, 0.5, lower=0.0, upper=1.0, measures=())
    scored = mark(uid, 0.93, lower=0.0, upper=1.0, measures=())
    assert (rule.chance, scored.chance) == ("not calibrated", "score 0.93, not calibrated")
    files = report_objects(images, Decided({"m1": scored}, {"m1": True}, "rays", NOW), version="0.1")
    assert "Score, not calibrated" in str(pydicom.dcmread(io.BytesIO(files["report-sr.dcm"])))


def test_a_question_with_a_mark_is_never_said_to_have_none():
    images = taken()
    series = images.studies[0].series[0]
    tumour = Coding(system=SNOMED, code="126952004", display="Neoplasm of brain")
    found = mark(series.instances[1].sop_instance_uid, finding=tumour, model="brain-tumour")
    said = Examination(
        findings=(found,), assessed=("brain tumour", "white matter lesions"), models=("brain-tumour 1", "rule 1"),
        asked=(("brain tumour", "brain-tumour"), ("white matter lesions", "rule")),
    )  # fmt: skip
    draft = draft_report(images.studies[0], [Examined(series, said)], reference="ImagingStudy/s1", chart=CHART,
                         prior=None, now=NOW)  # fmt: skip
    unmarked = [claim.text for claim in draft.claims if "nothing was marked" in claim.text]
    assert unmarked == ["White matter lesions: nothing was marked at the operating point."]


def test_a_question_that_one_series_answered_is_not_said_to_be_open_because_of_another():
    images = taken()
    series = images.studies[0].series[0]
    flair = Examination(assessed=("white matter lesions",), not_assessed=("brain tumour: T1 missing",), models=("r 1",))
    t1 = Examination(not_assessed=("brain tumour: not a FLAIR series", "white matter lesions: not a FLAIR series",
                                   "stroke: no model"))  # fmt: skip
    draft = draft_report(images.studies[0], [Examined(series, flair), Examined(series, t1)], chart=CHART,
                         reference="ImagingStudy/s1", prior=None, now=NOW)  # fmt: skip
    assert draft.not_assessed == ("brain tumour: T1 missing", "stroke: no model")


def test_a_phantom_is_called_one_where_the_header_says_so():
    file = scan(np.zeros((32, 32), np.uint16), QualityControlSubject="YES")
    study = sort_files([SentFile("1", file.__bytes__)]).studies[0]
    examined = [Examined(study.series[0], Examination())]
    draft = draft_report(study, examined, reference="ImagingStudy/s1", chart=CHART, prior=None, now=NOW)
    assert draft.claims[0].text.endswith("The header calls what was imaged a phantom: no patient.")
    assert "phantom" not in report()[0].claims[0].text


def test_that_a_limb_does_not_show_the_chest_is_not_told_where_another_question_was_answered():
    away = "chest findings: the film does not show the chest"
    assert report(assessed=("fracture",), models=("fracture 4",), not_assessed=(away,))[0].not_assessed == ()
    assert report(not_assessed=(away,))[0].not_assessed == (away,)


def test_the_structured_report_says_why_a_question_was_not_answered():
    images = taken()
    answers = {"brain tumour": "no FLAIR series", "fracture": ""}
    decided = Decided({}, {}, "rays", NOW, answers=answers)
    made = pydicom.dcmread(io.BytesIO(report_objects(images, decided, version="0.1")["report-sr.dcm"]))
    texts = [str(element.value) for element in made.iterall() if element.keyword == "TextValue"]
    assert "Not assessed: brain tumour: no FLAIR series" in texts
    assert not any("fracture" in text for text in texts)
