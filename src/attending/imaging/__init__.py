"""Study → enhanced images and marked abnormalities, each with its region as evidence."""

from attending.imaging.enhance import Enhanced, enhance_image
from attending.imaging.examine import examine_series
from attending.imaging.finding import Examination, Mark, Measure
from attending.imaging.intake import Intake, take_in
from attending.imaging.study import Broken, Instance, Series, Study

__all__ = [
    "Broken",
    "Enhanced",
    "Examination",
    "Instance",
    "Intake",
    "Mark",
    "Measure",
    "Series",
    "Study",
    "enhance_image",
    "examine_series",
    "take_in",
]
