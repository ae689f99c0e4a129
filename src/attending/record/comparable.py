"""Which units of one kind of result can be put on one scale, and how.

Read by the patient's page. UCUM knows what units measure, not what was measured: it takes an equivalent for a mole, and
a per cent of glycated haemoglobin for ten millimoles per mole, which is another scale. What has no dimension, and what
is counted in equivalents, is therefore never converted; a mole only to a mole.
Source: UCUM 2.1 (ucum.org), table of base units and 4.3 (special units: degree Celsius and Fahrenheit).
"""

from collections.abc import Hashable
from fractions import Fraction

from attending.terms.ucum import find_measure

_DEGREES = {
    "Cel": (Fraction(1), Fraction(0)),
    "[degF]": (Fraction(5, 9), Fraction(-32) * Fraction(5, 9)),
    "K": (Fraction(1), Fraction(-27315, 100)),
}
"""A temperature's unit → factor and summand to degrees Celsius."""


def scale_of(unit: str) -> Hashable:
    """What units that can be put on one scale have in common; any other unit stands for itself."""
    if unit in _DEGREES:
        return "degrees"
    measure = find_measure(unit) if unit else None
    if measure is None or not measure.dimension or "eq" in unit:
        return unit
    return measure.dimension, "mol" in unit


def converted(quantity: Fraction, unit: str, to: str) -> Fraction:
    """A quantity in another unit of the same scale.

    Args:
        quantity: in `unit`.
        unit: UCUM.
        to: UCUM; `scale_of` both is the same.
    """
    if unit == to:
        return quantity
    if unit in _DEGREES:
        factor, summand = _DEGREES[unit]
        to_factor, to_summand = _DEGREES[to]
        return (quantity * factor + summand - to_summand) / to_factor
    one, other = find_measure(unit), find_measure(to)
    if one is None or other is None:
        raise ValueError("these units are not of one scale")
    return quantity * one.factor / other.factor
