"""The scribe's suites over public data sets, by name; the command line lists and runs them."""

from collections.abc import Callable, Mapping
from typing import Any

from attending.scribe.evaluation.aci_bench import score_aci_bench
from attending.scribe.evaluation.icd_suggestions import score_icd_suggestions
from attending.scribe.evaluation.mts_dialog import score_mts_dialog
from attending.scribe.evaluation.primock57 import score_primock57
from attending.scribe.evaluation.sentence_ends import score_sentence_ends
from attending.scribe.evaluation.speaker_roles import score_speaker_roles

Suite = Callable[..., dict[str, Any]]
"""`(data: Path, *, predictions: Path | None, progress: Callable[[int, int], None]) -> dict`."""

SUITES: Mapping[str, Suite] = {
    "aci-bench": score_aci_bench,
    "icd-suggestions": score_icd_suggestions,
    "mts-dialog": score_mts_dialog,
    "primock57": score_primock57,
    "sentence-ends": score_sentence_ends,
    "speaker-roles": score_speaker_roles,
}
