"""How likely, in words: the bands that a report's sentences use for a calibrated probability, defined here alone.

Read by the report and its legend. A mark without a calibrated probability has no such word: it is only "marked as".
"""

from dataclasses import dataclass

from attending.imaging.finding import Mark


@dataclass(frozen=True)
class Band:
    """From which probability on a finding is called so."""

    least: float
    words: str

    def of(self, label: str) -> str:
        """A finding in these words."""
        return f"{self.words} {label[:1].lower()}{label[1:]}"


BANDS = (
    Band(0.90, "Very likely"),
    Band(0.65, "Likely"),
    Band(0.35, "Possible"),
    Band(0.10, "Low suspicion of"),
    Band(0.00, "Very low suspicion of"),
)
"""The strongest first. Source: after Panicek and Hricak, How sure are you, doctor? AJR 2016;207:2 (over 90 %, about
75, 50 and 25 %, less than 10 %), the cut points near halfway; the words are ours, for they stand before a noun."""
UNCALIBRATED = "Marked as"
"""In place of a band where nobody calibrated the probability."""


def band_of(probability: float) -> Band:
    """The band of a calibrated probability, 0..1, as a report writes it: to two digits."""
    written = round(probability, 2)
    return next((band for band in BANDS if written >= band.least), BANDS[-1])


def suspicion(mark: Mark) -> str:
    """A mark's finding with how likely it is, in words; what the radiologist drew needs none."""
    if mark.is_drawn:
        return mark.label
    band = band_of(mark.probability) if mark.is_calibrated else Band(0.0, UNCALIBRATED)
    return band.of(mark.label)


def legend() -> str:
    """What the words mean, for the end of a report."""
    named = [f"{band.words.lower()}: {band.least:.2f} or more" for band in BANDS[:-1]]
    weakest = f"{BANDS[-1].words.lower()}: less than {BANDS[-2].least:.2f}"
    return f"Words for a mark's probability: {'; '.join((*named, weakest))}."
