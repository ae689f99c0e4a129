"""The header of an image that belongs to another patient than it says: written anew, with what it said before in it.

Read by `moving` and `receive`. Pixels and UIDs stay. Source: DICOM PS3.3 C.12.1.1.9 (Original Attributes Sequence), IHE
RAD PIR (patient information reconciliation).
"""

import io
import warnings
from collections.abc import Mapping
from datetime import datetime

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from attending.exchange.dicom.matching import SEXES

_OF_THE_OTHER = (
    "IssuerOfPatientID", "IssuerOfPatientIDQualifiersSequence", "OtherPatientIDs", "OtherPatientIDsSequence",
    "OtherPatientNames", "PatientBirthName", "PatientMotherBirthName", "PatientBirthTime", "PatientAge", "PatientSize",
    "PatientWeight", "PatientAddress", "PatientTelephoneNumbers", "PatientTelecomInformation", "EthnicGroup",
    "Occupation", "PatientComments", "AdditionalPatientHistory", "MedicalAlerts", "Allergies", "PregnancyStatus",
    "SmokingStatus", "LastMenstrualDate", "PatientReligiousPreference", "MilitaryRank", "BranchOfService",
    "ResponsiblePerson", "ResponsibleOrganization", "AdmissionID", "ServiceEpisodeID", "InsurancePlanIdentification",
)  # fmt: skip
"""What a header says about a person beside the four facts: of the wrong one, it is taken out."""


def renamed(data: bytes, facts: Mapping[str, str], when: datetime) -> bytes:
    """The DICOM bytes of an image as of the patient with these facts; the same bytes where it says them already.

    Args:
        data: the image.
        facts: number, name, birthDate and sex, as in a manifest.
        when: the moment of the correction: the same one gives the same bytes again.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom's warnings quote values
        image = pydicom.dcmread(io.BytesIO(data), force=True)
        wanted = {
            "PatientName": facts.get("name", ""),
            "PatientID": facts.get("number", ""),
            "PatientBirthDate": facts.get("birthDate", "").replace("-", ""),
            "PatientSex": SEXES.get(facts.get("sex", ""), ""),
        }
        if all(str(image.get(name) or "") == value for name, value in wanted.items()):
            return data
        before = Dataset()
        for name in (*wanted, *_OF_THE_OTHER):
            if name in image:
                before[name] = image[name]
                del image[name]
        for name, value in wanted.items():
            setattr(image, name, value)
        image.OriginalAttributesSequence = [*image.get("OriginalAttributesSequence", []), _told(before, when)]
        written = io.BytesIO()
        image.save_as(written)
    return written.getvalue()


def _told(before: Dataset, when: datetime) -> Dataset:
    told = Dataset()
    told.ModifiedAttributesSequence = Sequence([before])
    told.AttributeModificationDateTime = when.strftime("%Y%m%d%H%M%S.%f%z")
    told.ModifyingSystem = "Attending"
    told.SourceOfPreviousValues = ""
    told.ReasonForTheAttributeModification = "CORRECT"
    return told
