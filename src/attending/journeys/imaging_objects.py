"""What a radiologist signed leaves as DICOM: report, segmentation, maps, presentation states, annotated copies."""

import msgspec

from attending import __version__
from attending.errors import Conflict
from attending.imaging.drafted import answers_of, marks_of
from attending.imaging.outgoing import Decided, report_objects
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import ArchivedStudy, open_study, taken_again
from attending.record import Resource
from attending.review import Review
from attending.security import Grant

_FHIR = msgspec.json.Encoder(decimal_format="number")


def report_files(key: str, *, clinic: Clinic, grant: Grant) -> dict[str, bytes]:
    """The signed report as DICOM: SR, segmentation and presentation states, by file name."""
    kept = open_study(key, clinic=clinic, grant=grant)
    review = _signed(kept, clinic, grant)
    signed = review.signings[-1]
    decided = Decided(
        marks=marks_of(review.current()),
        accepted={p.id: review.accepts(p) for p in review.proposals},
        changed=frozenset(id_ for id_, choice in review.choices.items() if choice.evidence),
        reader=_name_of(signed.by, clinic, grant),
        when=signed.when,
        answers=answers_of(review.draft),
    )
    heats = [(heat, clinic.images.read(key, heat.name)) for heat in kept.heats]
    return report_objects(taken_again(kept, clinic), decided, version=__version__, heats=heats)


def report_bundle(key: str, *, clinic: Clinic, grant: Grant) -> bytes:
    """The signed report as FHIR: DiagnosticReport, text, accepted Observations, ImagingStudy, signature.

    Raises:
        Conflict: it is not signed.
    """
    kept = open_study(key, clinic=clinic, grant=grant)
    signed = _signed(kept, clinic, grant).signings[-1]
    resources = [_version(reference, clinic, grant) for reference in (*signed.resources, signed.provenance)]
    resources.append(clinic.record.read("ImagingStudy", key, grant=grant))
    entries = [
        {"resource": one} for one in sorted(resources, key=lambda one: one["resourceType"] != "DiagnosticReport")
    ]
    made = {"resourceType": "Bundle", "type": "collection", "timestamp": signed.when.isoformat(), "entry": entries}
    return msgspec.json.format(_FHIR.encode(made), indent=1) + b"\n"


def _signed(kept: ArchivedStudy, clinic: Clinic, grant: Grant) -> Review:
    review = clinic.reviews.read(kept.review, grant=grant) if kept.review else None
    if review is None or not review.stands:
        raise Conflict("The report of this study is not signed yet.", hint="Only what a radiologist signed leaves.")
    return review


def _version(reference: str, clinic: Clinic, grant: Grant) -> Resource:
    """The resource as it was signed, by `Type/id/_history/version`; the newest where no version stands."""
    kind, id_, *rest = reference.split("/")
    if rest:
        return clinic.record.version(kind, id_, int(rest[-1]), grant=grant)
    return clinic.record.read(kind, id_, grant=grant)


def _name_of(practitioner: str, clinic: Clinic, grant: Grant) -> str:
    """The reader's name as the record writes it; the id where it writes none."""
    kind, _, id_ = practitioner.partition("/")
    names = clinic.record.read(kind, id_, grant=grant).get("name", []) if kind == "Practitioner" else []
    return str(names[0].get("text") or id_) if names else id_
