"""Whether somebody may see studies at all: an empty list would say that there are none."""

from attending.journeys.clinic import Clinic
from attending.security import Action, Grant


def require_images(*, clinic: Clinic, grant: Grant) -> None:
    """Refuse a role without access to imaging studies, which is noted; raises `NotAllowed`."""
    with clinic.record.look(grant=grant) as tx:
        tx.require(Action.READ, "ImagingStudy", None, None)
