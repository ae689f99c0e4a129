"""A drafted report read back: its marks, the questions it answered, and the models that looked.

Read by what leaves after the signature, and by the comparison with a later study.
"""

from collections.abc import Sequence

from attending.drafts import Draft, ModelOutput, Proposal, Region
from attending.imaging.comparison import Prior
from attending.imaging.finding import UNKNOWN, Mark, Measure
from attending.terms.coding import Coding

NOTHING_MARKED = ": nothing was marked at the operating point."
"""How a sentence ends that tells of a question without a mark."""
PROBABILITY = "Probability"
"""The component of a mark's Observation that is no measure."""


DRAWN = ModelOutput(name="", version="", value="", lower=0.0, upper=1.0)
"""In place of a model's output where the radiologist drew the mark."""


def marks_of(draft: Draft) -> dict[str, Mark]:
    """The marks behind the proposals of a report, by the proposal's id."""
    return {proposal.id: mark_of(proposal) for proposal in draft.proposals}


def answers_of(draft: Draft) -> dict[str, str]:
    """The questions of a report without a mark: empty where a model looked, else why none could."""
    looked = [claim.text.removesuffix(NOTHING_MARKED) for claim in draft.claims if claim.text.endswith(NOTHING_MARKED)]
    parts = [text.partition(":") for text in draft.not_assessed]
    unseen = {question: reason.strip() or "no reason was given" for question, _, reason in parts}
    return {**unseen, **dict.fromkeys(looked, "")}


def models_of(draft: Draft) -> frozenset[str]:
    """Names of the models that looked at the study."""
    return frozenset(part.name for claim in draft.claims for part in claim.evidence if isinstance(part, ModelOutput))


def as_prior(draft: Draft, accepted: Sequence[Proposal], study: Prior) -> Prior:
    """An earlier study with what was signed of it: the accepted proposals of its report, as they were signed."""
    marks = tuple(mark_of(proposal) for proposal in accepted)
    return Prior(study.reference, study.day, signed=True, marks=marks, models=models_of(draft))


def name_of(model: str) -> str:
    """The name of a model that is written with its version."""
    return model.rpartition(" ")[0] or model


def _place(proposal: Proposal) -> str:
    """Side and region as the mark's own sentence tells them; a body part alone is none."""
    said = str(proposal.resource.get("bodySite", {}).get("text", ""))
    return said if said and f", {said}" in proposal.claim.text else ""


def mark_of(proposal: Proposal) -> Mark:
    """The mark behind a proposal."""
    regions = [one for one in proposal.claim.evidence if isinstance(one, Region)]
    output = next((one for one in proposal.claim.evidence if isinstance(one, ModelOutput)), DRAWN)
    code = proposal.resource["code"]
    coding = (code.get("coding") or [{}])[0]
    parts = [part for part in proposal.resource.get("component", []) if "valueQuantity" in part]
    return Mark(
        finding=Coding(
            system=coding.get("system", ""), code=coding.get("code", ""),
            display=code.get("text") or coding.get("display", ""),
        ),
        probability=UNKNOWN if output is DRAWN else proposal.claim.confidence or 0.0,
        lower=output.lower or 0.0,
        upper=output.upper or 1.0,
        operating_point=proposal.reasons[0] if proposal.reasons else "",
        above_threshold=True,
        sop_instance_uid=regions[0].sop_instance_uid,
        frame=regions[0].frame,
        polygon=regions[0].polygon,
        measures=tuple(
            Measure(part["code"]["text"].lower(), float(part["valueQuantity"]["value"]), part["valueQuantity"]["code"])
            for part in parts
            if part["code"]["text"] != PROBABILITY
        ),
        model=output.name,
        version=output.version,
        place=_place(proposal),
        slices=tuple((one.sop_instance_uid, one.frame, one.polygon) for one in regions) if len(regions) > 1 else (),
    )  # fmt: skip
