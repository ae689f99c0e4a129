"""Adding a duration to a date, a date-time or a time.

Source: FHIRPath N1, "Date/Time Arithmetic".
"""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.quantity import CALENDAR, Quantity
from attending.record.fhirpath.temporal import Moment

_DEFINITE = {"wk": "week", "d": "day", "h": "hour", "min": "minute", "s": "second", "ms": "millisecond"}
_MS = {"week": 604_800_000, "day": 86_400_000, "hour": 3_600_000, "minute": 60_000, "second": 1000, "millisecond": 1}
_MS_PER_DAY = _MS["day"]
_COARSER = {"month": 12, "day": 30}  # months in a year, days in a month, where the moment is given no more precisely


def add_duration(moment: Moment, duration: Quantity, sign: int) -> Moment:
    """A moment, `sign` times a duration later, as precise as the moment was.

    Raises:
        EvaluationFault: the quantity is no duration, is a definite year or month (`'a'`, `'mo'`), or leads out of the
        calendar.
    """
    unit = _unit(duration)
    amount = duration.value * sign
    if unit != "second" or duration.unit == "s":  # a definite 0.1 's' adds nothing, as the official tests have it
        amount = Decimal(int(amount))
    try:
        if moment.kind == "Time":
            return _add_to_time(moment, unit, amount)
        return _add_to_date(moment, unit, amount)
    except (ValueError, OverflowError):
        raise EvaluationFault("the sum of a date and a duration lies outside the years 1 to 9999") from None


def _unit(duration: Quantity) -> str:
    word = duration.unit.removesuffix("s") if duration.unit.removesuffix("s") in CALENDAR else duration.unit
    if word in CALENDAR:
        return word
    if duration.unit in _DEFINITE:
        return _DEFINITE[duration.unit]
    raise EvaluationFault(
        "only a duration can be added to a date or time", hint="Years and months are written as words."
    )


def _add_to_time(moment: Moment, unit: str, amount: Decimal) -> Moment:
    if unit not in _MS or unit == "week" or unit == "day":
        raise EvaluationFault("to a time, only hours and shorter durations can be added")
    hour, minute, second = moment.parts + (0, 0, 0)[len(moment.parts) :]
    total = ((hour * 60 + minute) * 60 + second) * 1000 + _milliseconds(moment) + _whole(moment, unit, amount)
    return _time_parts(moment, total % _MS_PER_DAY)


def _time_parts(moment: Moment, total: int, day: tuple[int, ...] = ()) -> Moment:
    seconds, milliseconds = divmod(total, 1000)
    clock = (seconds // 3600, seconds // 60 % 60, seconds % 60)
    fraction = f"{milliseconds:03}" + moment.fraction[3:] if moment.fraction or milliseconds else ""
    parts = (day + clock)[: len(moment.parts)]
    return Moment(moment.kind, parts, fraction, moment.zone, moment.zone_text)


def _milliseconds(moment: Moment) -> int:
    return int(moment.fraction.ljust(3, "0")[:3]) if moment.fraction else 0


def _whole(moment: Moment, unit: str, amount: Decimal) -> int:
    """The amount in milliseconds, cut to whole units of the moment's own precision."""
    finest = moment.fields[-1]
    total = int(amount * _MS[unit])
    step = 1 if finest == "second" else _MS[finest]
    return int(total / step) * step if total < 0 else total // step * step


def _add_to_date(moment: Moment, unit: str, amount: Decimal) -> Moment:
    finest = moment.fields[-1]
    if unit in {"year", "month"}:
        months = int(amount) * (12 if unit == "year" else 1)
        if finest == "year":
            months = int(months / _COARSER["month"]) * 12
        return _add_months(moment, months)
    if finest in {"year", "month"}:
        months = int(int(amount * _MS[unit] / _MS_PER_DAY) / _COARSER["day"])
        if finest == "year":
            months = int(int(amount * _MS[unit] / _MS_PER_DAY) / 365) * 12
        return _add_months(moment, months)
    day = date(*moment.parts[:3])
    hour, minute, second = (*moment.parts[3:], 0, 0, 0)[:3]
    total = ((hour * 60 + minute) * 60 + second) * 1000 + _milliseconds(moment) + _whole(moment, unit, amount)
    days, rest = divmod(total, _MS_PER_DAY)
    later = day + timedelta(days=days)
    return _time_parts(moment, rest, (later.year, later.month, later.day))


def _add_months(moment: Moment, months: int) -> Moment:
    year, month = moment.parts[0], moment.parts[1] if len(moment.parts) > 1 else 1
    years, month0 = divmod(year * 12 + month - 1 + months, 12)
    parts: tuple[int, ...] = (date(years, month0 + 1, 1).year, month0 + 1)
    if len(moment.parts) > 2:
        last = monthrange(years, month0 + 1)[1]
        parts += (min(moment.parts[2], last),)
    parts = (parts + moment.parts[3:])[: len(moment.parts)]
    return Moment(moment.kind, parts, moment.fraction, moment.zone, moment.zone_text)
