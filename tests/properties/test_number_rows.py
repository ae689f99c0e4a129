"""Laws of the index rows of numbers: the nearest double, whatever was indexed before, money and bare numbers too."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from attending.record.index import values
from attending.record.index.leaves import leaf_of
from attending.record.index.tables import Rows

decimals = st.decimals(allow_nan=False, allow_infinity=False)
quantities = st.fixed_dictionaries(
    {"value": decimals},
    optional={
        "code": st.sampled_from(["mg", "", "parsec"]),
        "unit": st.sampled_from(["mg", "puffs"]),
        "currency": st.just("USD"),
        "system": st.sampled_from([values.UCUM, "http://elsewhere.example"]),
        "comparator": st.sampled_from(["<", ">="]),
    },
)
read = leaf_of("quantity", "Quantity", (7, 8))


@given(decimals, st.sampled_from([Fraction(1), Fraction(1, 1000), Fraction(60), Fraction(1, 3)]))
def test_a_value_in_base_units_is_the_nearest_double(number, factor):
    try:
        nearest = float(Fraction(number) * factor)
    except OverflowError:
        nearest = values.HIGHEST if number > 0 else values.LOWEST
    found = values.scaled(number, factor)
    assert str(found) == str(min(max(nearest, values.LOWEST), values.HIGHEST))  # no negative zero either


@given(quantities)
def test_the_rows_of_a_quantity_are_those_of_its_ranges(quantity):
    rows = Rows()
    read(quantity, rows)
    ranges = [(values.number_of(unit), low, high) for unit, low, high in values.ranges(quantity, "Quantity")]
    assert rows.number == {(number, *one) for one in ranges for number in (7, 8)}
