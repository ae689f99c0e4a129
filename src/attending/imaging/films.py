"""Marks on X-ray films: fractures, and chest findings, from the readings of their models."""

import numpy as np
from numpy.typing import NDArray

from attending.imaging import chests, fractures
from attending.imaging.finding import Caution, Heat, Look, Mark, Point
from attending.imaging.networks import Network, open_network
from attending.imaging.operating import is_pressing, operating_point
from attending.imaging.outline import box_measures, outline_of
from attending.imaging.scope import likeness
from attending.imaging.study import Geometry
from attending.imaging.whereabouts import on_chest
from attending.terms.coding import SNOMED, Coding

FRACTURE = Coding(system=SNOMED, code="125605004", display="Fracture of bone")
CHEST = {
    "Pneumonia": Coding(system=SNOMED, code="233604007", display="Pneumonia"),
    "Infiltration": Coding(system=SNOMED, code="409609008", display="Radiologic infiltrate of lung"),
    "Effusion": Coding(system=SNOMED, code="60046008", display="Pleural effusion"),
    "Edema": Coding(system=SNOMED, code="19242006", display="Pulmonary edema"),
}
"""Labels whose AUROC on unseen patients is surely above 0.65; of the others a report tells nothing."""


def examine_bones(grey: NDArray[np.uint8], geometry: Geometry, uid: str, frame: int, *, known_part: bool) -> Look:
    """Marks of a bone film, or why it is out of scope.

    Args:
        grey: as a screen shows it, bone bright.
        geometry: for the measures.
        uid: SOPInstanceUID of the film.
        frame: from 1.
        known_part: whether the header says what the film shows; pictures of other parts look too much like bones.
    """
    network = open_network(fractures.NAME)
    if not known_part:
        return Look(reason="the header does not say which part the film shows")
    if float(grey.std()) < LEAST_CONTRAST:
        return Look(reason="the film has hardly any contrast")
    if smoothness(grey) < LEAST_SMOOTH:
        return Look(reason="the picture is too noisy for a film")
    reading = fractures.read_picture(grey)
    heat = np.rint(np.clip(reading.heat, 0, 1) * 255).astype(np.uint8)
    marks: list[Mark] = []
    for (x, y, w, h, _), chance in fractures.shown(reading.boxes, reading.probability, box_threshold(network)):
        name, _, above = operating_point(network, chance)
        corners: tuple[Point, ...] = ((x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y))
        marks.append(
            Mark(
                FRACTURE, chance,
                min(reading.lower, chance / 1.5) if marks else reading.lower,
                max(chance, min(reading.upper, chance * 1.5)) if marks else reading.upper,
                name, above, uid, frame, corners, box_measures(w, h, geometry),
                network.name, network.version, heats=() if marks else (Heat(uid, frame, heat, False),),
                pressing=is_pressing(network, chance),
            )
        )  # fmt: skip
    return Look(tuple(marks), cautions=_metal(reading, network, uid, frame) if reading.shows_metal else ())


METAL_SEEN = (
    "Metal hardware may be in sight: on such films the probability of a fracture is not calibrated, and a fracture "
    "that is fixed or old is not told from a new one."
)


def _metal(reading: fractures.FractureReading, network: Network, uid: str, frame: int) -> tuple[Caution, ...]:
    value = f"hardware in sight: probability {reading.kinds['hardware']:.2f}"
    return (Caution(METAL_SEEN, uid, frame, (), network.name, network.version, value),)


LEAST_CONTRAST, LEAST_SMOOTH = 8.0, 0.9
"""Deviation of the grey values, and correlation of neighbours: the least smooth of 128 FracAtlas films has 0.93."""


def smoothness(grey: NDArray[np.uint8]) -> float:
    """Correlation of neighbouring pixels at the size the network sees; the lesser of rows and columns."""
    values = fractures.letterbox(grey)[0].astype(np.float32)
    across = np.corrcoef(values[:, 1:].ravel(), values[:, :-1].ravel())[0, 1]
    down = np.corrcoef(values[1:].ravel(), values[:-1].ravel())[0, 1]
    return float(min(across, down))


def examine_chest(grey: NDArray[np.uint8], geometry: Geometry, uid: str, frame: int, *, known_part: bool) -> Look:
    """Marks of a frontal chest film, or why it is out of scope; arguments as for `examine_bones`."""
    network = open_network(chests.NAME)
    if not known_part:
        return Look(reason="the header does not say which part the film shows")
    if likeness(grey, _floats(network, "template")) < float(str(network.settings["least_likeness"])):
        return Look(reason="the picture does not look like a frontal chest film")
    reading = chests.read_film(grey)
    marks = []
    for label, coding in CHEST.items():
        chance, (lower, upper) = reading.chances[label], reading.bands[label]
        name, _, above = operating_point(network, chance, label)
        place = reading.maps[label]
        heat = np.rint(place / place.max() * 255).astype(np.uint8)
        marks.append(
            Mark(
                coding, chance, lower, upper, name, above, uid, frame, outline_of(_grown(place, grey.shape)), (),
                place=on_chest(reading.lies[label], geometry, mirrored=reading.straight < MIRRORED),
                model=network.name, version=network.version, heats=(Heat(uid, frame, heat, False),),
                pressing=is_pressing(network, chance, label),
            )
        )  # fmt: skip
    cautions = _mirrored(reading, network, grey.shape, uid, frame) if reading.straight < MIRRORED else ()
    return Look(tuple(sorted(marks, key=lambda mark: -mark.probability)), cautions=cautions)


MIRRORED = 0.5
"""Chance that a film is shown straight below which it is held for mirrored: 86 % of mirrored films of unseen patients
are, and 1.2 % of straight ones."""
MIRROR_SEEN = (
    "This film may be shown mirrored: the heart lies on the patient's right as it is shown. Check the side marker; "
    "dextrocardia looks the same."
)


def _mirrored(
    reading: chests.ChestReading, network: Network, shape: tuple[int, ...], uid: str, frame: int
) -> tuple[Caution, ...]:
    """The caution, with the place where the heart is seen."""
    heart = outline_of(_grown(reading.maps["Cardiomegaly"], shape))
    value = f"shown as its mirror image: probability {1 - reading.straight:.2f}"
    return (Caution(MIRROR_SEEN, uid, frame, heart, network.name, network.version, value),)


def _grown(place: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The region around the likeliest place: cells of at least half of its weight, at the film's size."""
    cells = place >= 0.5 * place.max()
    rows = (np.arange(shape[0]) * place.shape[0] // shape[0]).clip(0, place.shape[0] - 1)
    columns = (np.arange(shape[1]) * place.shape[1] // shape[1]).clip(0, place.shape[1] - 1)
    grown: NDArray[np.bool_] = cells[rows][:, columns]
    return grown


def box_threshold(network: Network) -> float:
    """The least score of a box that is shown beside the first one."""
    return float(str(network.settings["box_threshold"]))


def _floats(network: Network, name: str) -> list[float]:
    values = network.settings[name]
    return [float(v) for v in values] if isinstance(values, list) else []
