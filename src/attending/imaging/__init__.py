"""Study → enhanced images and marked abnormalities, each with its region as evidence."""

from attending.imaging.intake import Intake, take_in
from attending.imaging.study import Broken, Instance, Series, Study

__all__ = ["Broken", "Instance", "Intake", "Series", "Study", "take_in"]
