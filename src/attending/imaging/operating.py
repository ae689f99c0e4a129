"""Operating points: from which probability on a place is marked, and from which a study should be read before others.

The milder point marks, for a second look may rather be wrong than miss; only the stricter one makes a study urgent, for
a list on which everything is urgent orders nothing.
"""

from typing import Any

from attending.imaging.networks import Network


def operating_point(network: Network, chance: float, key: str = "") -> tuple[str, float, bool]:
    """The strictest operating point that a probability reaches (or the mildest), its threshold, and whether it does."""
    ordered = _ordered(network, key)
    for threshold, name in ordered:
        if chance >= threshold:
            return name, threshold, True
    return ordered[-1][1], ordered[-1][0], False


def is_pressing(network: Network, chance: float, key: str = "") -> bool:
    """Whether a probability reaches the strictest point, so that its study should be read before others."""
    return chance >= _ordered(network, key)[0][0]


def _ordered(network: Network, key: str) -> list[tuple[float, str]]:
    points: Any = network.settings["operating_points"]
    table: dict[str, float] = points[key] if key else points
    return sorted(((float(v), k) for k, v in table.items()), reverse=True)
