"""A site brings its own imaging networks: which of them are let in, which are refused, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from attending.imaging.own import OwnNetwork, read_networks, try_network
from attending.imaging.own.known import Seen, look_for_known

__all__ = ["NetworkState", "Seen", "loaded_networks", "look_for_known", "network_states"]


@dataclass(frozen=True)
class NetworkState:
    """One folder of the site's networks."""

    name: str
    version: str
    question: str
    modality: str
    body_part: str
    findings: tuple[str, ...]
    fault: str
    """Why it is not used; empty when it is."""


def loaded_networks(folder: Path) -> tuple[OwnNetwork, ...]:
    """The networks whose card, description and checksums are in order."""
    return tuple(one for one in read_networks(folder) if isinstance(one, OwnNetwork))


def network_states(folder: Path, *, run: bool) -> Iterator[NetworkState]:
    """Every network of a folder; with `run` each is also tried on an empty image."""
    for one in read_networks(folder):
        if not isinstance(one, OwnNetwork):
            yield NetworkState(one.name, "", "", "", "", (), one.reason)
            continue
        spec, fault = one.spec, try_network(one) if run else ""
        yield NetworkState(
            one.name, one.card.version, spec.question, " ".join(spec.scope.modality), " ".join(spec.scope.body_part),
            tuple(f"{found.display} from {found.threshold:g}" for found in spec.findings), fault,
        )  # fmt: skip
