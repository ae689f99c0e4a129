"""Where a mark lies, in codes: finding site, side and part of it, as far as the report's words tell it.

Read by `structured`. The words are those of `whereabouts`; what is in doubt there has no code here.
Source: DICOM PS3.16 TID 1410 (finding site, laterality, topographical modifier), CID 244 and CID 2.
"""

import re

import highdicom as hd
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from attending.imaging.finding import Mark

_SIDES = {"left": codes.cid244.Left, "right": codes.cid244.Right}
_MODIFIERS = {
    "upper zone": codes.cid2.Superior, "mid zone": codes.cid2.Intermediate, "lower zone": codes.cid2.Inferior,
    "anterior third": codes.cid2.Anterior, "middle third": codes.cid2.Intermediate,
    "posterior third": codes.cid2.Posterior,
}  # fmt: skip
_HEART, _PLEURA = re.compile(r"cardiomegaly|heart|cardiac", re.I), re.compile(r"pleura|effusion|pneumothorax", re.I)
_HEART_CODE: Code = codes.SCT.Heart
_PLACE = re.compile(r"(?:(left|right)\b)?[ ,]*(.*)")
PARTS: dict[str, Code] = {
    "hand": codes.SCT.Hand, "wrist": codes.SCT.WristRegionStructure, "finger": codes.SCT.Finger,
    "thumb": codes.SCT.Thumb, "forearm": codes.SCT.Forearm, "radius": codes.SCT.Radius, "ulna": codes.SCT.Ulna,
    "elbow": codes.SCT.ElbowJoint, "arm": codes.SCT.UpperLimb, "upper arm": codes.SCT.UpperArm,
    "upper limb": codes.SCT.UpperLimb, "humerus": codes.SCT.Humerus, "shoulder": codes.SCT.Shoulder,
    "clavicle": codes.SCT.Clavicle, "scapula": codes.SCT.Scapula, "extremity": codes.SCT.Extremity,
    "leg": codes.SCT.LowerLimb, "lower limb": codes.SCT.LowerLimb, "foot": codes.SCT.Foot, "toe": codes.SCT.Toe,
    "ankle": codes.SCT.AnkleJoint, "heel": codes.SCT.Calcaneus, "calcaneus": codes.SCT.Calcaneus,
    "tibia": codes.SCT.Tibia, "fibula": codes.SCT.Fibula, "knee": codes.SCT.Knee, "patella": codes.SCT.Patella,
    "femur": codes.SCT.Femur, "thigh": codes.SCT.Thigh, "hip": codes.SCT.Hip, "pelvis": codes.SCT.Pelvis,
    "cervical spine": codes.SCT.CervicalSpine, "thoracic spine": codes.SCT.ThoracicSpine,
    "lumbar spine": codes.SCT.LumbarSpine, "sacrum": codes.SCT.Sacrum, "skull": codes.SCT.Skull,
    "chest": codes.SCT.Chest, "abdomen": codes.SCT.Abdomen, "neck": codes.SCT.Neck, "head": codes.SCT.Head,
    "brain": codes.SCT.Brain,
}  # fmt: skip
"""A part as reports call it → its SNOMED CT code. "Leg" and "arm" are whole limbs: a header's word says no more."""


def site_of(mark: Mark) -> hd.sr.FindingSite | None:
    """The coded place of a mark; none where its words name no part that has a code here."""
    words = mark.place.split(", side")[0].split(" (")[0]
    found = _PLACE.fullmatch(words)
    side, rest = (found.group(1), found.group(2).strip()) if found else (None, words)
    part, _, behind = rest.partition(", ")
    if behind in {"left side", "right side"}:  # of a part that has two: pelvis, left side
        side, rest = behind.split()[0], part
    modifier = next((code for name, code in _MODIFIERS.items() if name in rest), None)
    where = _chest(mark) if "zone" in rest else _brain(rest) if "third" in rest else PARTS.get(rest)
    if where is None:
        return None
    if where == _HEART_CODE:  # a zone of the film says nothing of a part of it
        side = modifier = None
    return hd.sr.FindingSite(
        anatomic_location=where,
        laterality=_SIDES.get(side or "") if "side in doubt" not in mark.place else None,
        topographical_modifier=modifier,
    )


def _chest(mark: Mark) -> Code:
    """A zone on a chest film is one of the lung, but for what does not lie in it."""
    label = mark.finding.display
    where: Code = codes.SCT.Pleura if _PLEURA.search(label) else codes.SCT.Lung
    return _HEART_CODE if _HEART.search(label) else where


def _brain(words: str) -> Code:
    where: Code = codes.SCT.CerebralHemisphere if "hemisphere" in words else codes.SCT.Brain
    return where
