"""`Location.near=latitude|longitude|distance|units`: which Locations lie within a distance.

A house has few Locations with a position, so they are measured one by one.
Source: R. W. Sinnott, Virtues of the Haversine, Sky and Telescope 68 (1984) 159; mean radius of the Earth 6371.0088 km.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from math import asin, cos, radians, sin, sqrt

from attending.record.chart import Resource
from attending.record.index.values import unit_key
from attending.record.search.criteria import InvalidSearch, split_value

_RADIUS_M = 6_371_008.8
_DEFAULT = ("50", "km")
"""The distance where none is asked for: the specification leaves it to the server."""


def near(value: str, locations: Iterable[tuple[str, Resource]]) -> list[str]:
    """Ids of the Locations within the distance; raises `InvalidSearch`."""
    latitude, longitude, distance, unit, *_ = [*split_value(value, "|"), "", "", "", ""]
    distance, unit = (distance, unit or "km") if distance else _DEFAULT
    try:
        here = (float(Decimal(latitude)), float(Decimal(longitude)))
        key, factor = unit_key(unit, "")
        metres = float(Decimal(distance) * Decimal(factor.numerator) / Decimal(factor.denominator))
    except (InvalidOperation, ValueError):
        key, here, metres = "", (0.0, 0.0), 0.0
    if key != "ucum m1":
        raise InvalidSearch("near takes latitude|longitude|distance|unit of length, such as 48.1|11.6|5|km.")
    return [id_ for id_, resource in locations if _distance(here, resource) <= metres]


def _distance(here: tuple[float, float], location: Resource) -> float:
    position = location.get("position")
    if not isinstance(position, dict):
        return float("inf")
    try:
        latitude, longitude = float(position["latitude"]), float(position["longitude"])
    except (KeyError, TypeError, ValueError):
        return float("inf")
    high, wide = radians(latitude - here[0]) / 2, radians(longitude - here[1]) / 2
    chord = sin(high) ** 2 + cos(radians(here[0])) * cos(radians(latitude)) * sin(wide) ** 2
    return 2 * _RADIUS_M * asin(min(1.0, sqrt(chord)))
