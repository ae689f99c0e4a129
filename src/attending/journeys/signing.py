"""A signature, and what it ends: the sound of a visit is kept no longer than the clinic chose."""

import logging

from attending.errors import AttendingError
from attending.journeys.clinic import Clinic
from attending.journeys.retention import keep_the_time
from attending.review import Review
from attending.security import Grant

log = logging.getLogger("attending.journeys")


def sign_review(review_id: str, *, if_version: int, clinic: Clinic, grant: Grant) -> Review:
    """Sign a draft; the signature stands whatever becomes of the recording, which the server's sweep deletes later."""
    signed = clinic.reviews.sign(review_id, if_version=if_version, grant=grant)
    try:
        keep_the_time(clinic)
    except AttendingError as error:
        log.warning("a recording whose time is over could not be deleted yet: %s", type(error).__name__)
    return signed
