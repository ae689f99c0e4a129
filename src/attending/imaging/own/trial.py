"""A dry run of a site's network on an empty image, so that its faults show when it is put in and not with a patient."""

import numpy as np

from attending.imaging.own.answer import boxes_of, classes_of, maps_of
from attending.imaging.own.folder import OwnNetwork
from attending.imaging.own.prepare import prepare_together
from attending.imaging.own.process import NetworkFailed, Worker

SLICES, SIDE = 16, 128
"""Of the empty image where the description gives no size."""


def try_network(network: OwnNetwork) -> str:
    """Why the network cannot be used; empty when it loads, runs and answers in the shape its description says."""
    given = network.spec.input
    shape = (SIDE, SIDE) if given.dimensions == 2 else (SLICES, SIDE, SIDE)
    values = np.zeros(shape, np.float32)
    values[..., SIDE // 4 : SIDE // 2] = 100.0  # an edge: percentiles and deviations need one
    prepared = prepare_together([values] * max(1, len(given.together)), tuple(given.spacing_mm) or None, given)
    ask = {"classification": classes_of, "segmentation": maps_of, "boxes": boxes_of}[network.spec.output.kind]
    try:
        with Worker(network) as worker:
            ask(worker, prepared, network.spec)
    except NetworkFailed as error:
        return str(error)
    return ""
