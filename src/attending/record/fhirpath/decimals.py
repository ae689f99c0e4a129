"""Decimals as FHIRPath wants them: precision kept, half up, none of Python's exponents."""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from fractions import Fraction

DIGITS = 34
"""Significant digits of a quotient; FHIRPath asks for 28 at least."""
_CONTEXT = Context(prec=DIGITS)


def to_decimal(fraction: Fraction) -> Decimal:
    """A fraction as a decimal of at most `DIGITS` digits."""
    return _CONTEXT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))


def divide(one: Decimal, other: Decimal) -> Decimal:
    """A quotient of at most 28 digits."""
    with localcontext(prec=28):
        return one / other


def round_to(value: Decimal, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The value with exactly that many decimal places."""
    try:
        with localcontext(prec=80):
            return value.quantize(Decimal(1).scaleb(-digits), rounding=rounding)
    except InvalidOperation:
        return value  # it has more than 80 digits already


def places(value: Decimal) -> int:
    """How many decimal places the value is given with."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def significant_places(value: Decimal) -> int:
    """How many decimal places are left without the zeros at the end, which equivalence ignores."""
    return places(value.normalize())


def logarithm(value: Decimal, base: Decimal | None = None) -> Decimal | None:
    """The natural logarithm, or that to a base; None where there is none."""
    if value <= 0 or (base is not None and (base <= 0 or base == 1)):
        return None
    with localcontext(prec=DIGITS):
        found = value.ln() if base is None else value.ln() / base.ln()
    return _tidy(found)


def exponential(value: Decimal) -> Decimal | None:
    """e to that power, or None beyond 10^1000."""
    if value > 2300:
        return None
    with localcontext(prec=DIGITS):
        return _tidy(value.exp())


def power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """Base to the exponent; None where the result is no real number or beyond 10^1000."""
    if base < 0 and exponent != exponent.to_integral_value():
        return None
    if base and exponent and abs(base.adjusted() * exponent) > 1000:
        return None
    with localcontext(prec=DIGITS):
        try:
            return _tidy(base**exponent)
        except (InvalidOperation, ArithmeticError):
            return None


def square_root(value: Decimal) -> Decimal | None:
    """The square root, or None of a negative number."""
    if value < 0:
        return None
    with localcontext(prec=DIGITS):
        return _tidy(value.sqrt())


def _tidy(value: Decimal) -> Decimal:
    """28 digits, without the zeros that the extra digits leave behind."""
    with localcontext(prec=28):
        found = +value
    return round_to(found, 0) if found == found.to_integral_value() and abs(found) < 10**28 else found.normalize()
