"""Where a mark lies, in the codes of TID 1500: what words tell, and nothing that is in doubt."""

import io

import pydicom
import pytest
from pydicom import uid
from tests.spec.test_imaging_report import NOW, everything_in, mark, taken

from attending.imaging.outgoing import Decided, report_objects
from attending.imaging.scope import _BONES, part_named
from attending.imaging.sites import PARTS, site_of
from attending.imaging.sop_classes import MULTI_FRAME, PLACED
from attending.terms.coding import Coding


def told(place, finding="Fracture of bone"):
    """Meaning of the site, its side and its modifier."""
    site = site_of(mark("1.2", place=place, finding=Coding(system="http://snomed.info/sct", code="1", display=finding)))
    if site is None:
        return None
    kinds = {part.ConceptNameCodeSequence[0].CodeMeaning: part for part in site.get("ContentSequence", [])}
    found = [kinds[kind].ConceptCodeSequence[0].CodeMeaning if kind in kinds else "" for kind in KINDS]
    return (site.ConceptCodeSequence[0].CodeMeaning, *found)


KINDS = ("Laterality", "Topographical modifier")


@pytest.mark.parametrize(
    ("place", "site"),
    [
        ("left forearm", ("Forearm", "Left", "")),
        ("forearm, side not stated", ("Forearm", "", "")),
        ("pelvis, right side", ("Pelvis", "Right", "")),
        ("left hemisphere, anterior third", ("Cerebral hemisphere", "Left", "Anterior")),
        ("near the midline, posterior third", ("Brain", "", "Posterior")),
        ("right side", None),
        ("side not stated", None),
        ("", None),
        ("chest, abdomen and pelvis, side not stated", None),
    ],
)
def test_side_and_part_of_a_mark_are_coded(place, site):
    assert told(place) == site


@pytest.mark.parametrize(
    ("finding", "place", "site"),
    [
        ("Pneumonia", "right lower zone", ("Lung", "Right", "Inferior")),
        ("Pleural effusion", "lower zone, side not stated (left half of the image)", ("Pleura", "", "Inferior")),
        ("Cardiomegaly", "central, mid zone", ("Heart", "", "")),
        ("Pneumonia", "left mid zone, side in doubt: the film may be mirrored", ("Lung", "", "Intermediate")),
    ],
)
def test_a_zone_of_a_film_is_one_of_what_the_finding_lies_in_and_no_side_in_doubt_is_coded(finding, place, site):
    assert told(place, finding) == site


def test_every_bone_that_a_report_can_name_has_a_code():
    named = {part_named("", word) for word in _BONES.pattern.replace("EXTREMIT", "EXTREMITY").split("|")}
    assert named <= set(PARTS)


def test_the_site_and_the_side_stand_in_the_structured_report():
    images = taken()
    marked = mark(images.studies[0].series[0].instances[1].sop_instance_uid, place="left forearm")
    files = report_objects(images, Decided({"m1": marked}, {"m1": True}, "rays", NOW), version="0.1")
    parts = list(everything_in(pydicom.dcmread(io.BytesIO(files["report-sr.dcm"]))))
    (site,) = (part for part in parts if part.ConceptNameCodeSequence[0].CodeMeaning == "Finding Site")
    assert site.ConceptCodeSequence[0].CodeValue == "14975008"
    (side,) = site.ContentSequence
    assert (side.RelationshipType, side.ConceptCodeSequence[0].CodeValue) == ("HAS CONCEPT MOD", "7771000")


def test_what_we_know_of_kinds_of_images_is_what_highdicom_asks_of_its_sources():
    """Its tables are private: this says when a later version knows another kind."""
    tables = pytest.importorskip("highdicom._standard_utils")
    known = tables.get_sop_class_iod_map()
    kinds = [one for name, one in vars(uid).items() if name.endswith("ImageStorage") and one in known]
    image = pydicom.Dataset()
    for image.SOPClassUID in kinds:
        many = tables.is_multiframe_image(image)
        assert (image.SOPClassUID in MULTI_FRAME) == many, image.SOPClassUID.name
        usage = tables.get_module_usage("frame-of-reference", image.SOPClassUID)
        if not many:
            assert (image.SOPClassUID in PLACED) == (usage is tables.ModuleUsageValues.MANDATORY)
