"""Canonical JSON: one spelling for one meaning, and every digit counts."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attending.record import format_resource, parse_resource, same_content
from attending.security.signature import canonical

decimals = st.decimals(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=("Cs",)))
scalars = st.none() | st.booleans() | st.integers() | decimals | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=20
)
floats = st.floats(allow_nan=False, allow_infinity=False)


def shuffled(value):
    """The same value with every object's keys the other way round."""
    if isinstance(value, dict):
        return {key: shuffled(part) for key, part in reversed(value.items())}
    return [shuffled(part) for part in value] if isinstance(value, list) else value


@given(values)
def test_the_order_of_keys_does_not_matter(value):
    assert canonical(shuffled(value)) == canonical(value)


@given(values)
def test_it_is_json_and_stable(value):
    text = canonical(value)
    assert canonical(json.loads(text, parse_float=Decimal)) == text


@pytest.mark.parametrize(("one", "other"), [("1.0", "1.00"), ("1", "1.0"), ("1", '"1"'), ("1", "true"), ("{}", "[]")])
def test_what_reads_differently_is_spelled_differently(one, other):
    assert canonical(json.loads(one, parse_float=Decimal)) != canonical(json.loads(other, parse_float=Decimal))


@given(decimals)
def test_a_decimal_comes_back_digit_for_digit(number):
    kept = parse_resource(format_resource({"value": number}))["value"]
    assert kept == number
    assert isinstance(kept, int) or str(kept) == str(number)


@given(st.dictionaries(texts, floats | values, max_size=4))
def test_a_resource_signs_the_same_before_and_after_it_was_stored(resource):
    assert canonical(parse_resource(format_resource(resource))) == canonical(resource)


@given(st.dictionaries(texts, values, max_size=4))
def test_versions_and_times_of_update_are_no_content(resource):
    bare = {name: value for name, value in resource.items() if name not in ("meta", "another")}
    stamped = {"meta": {"versionId": "2", "lastUpdated": "2026-01-01T00:00:00Z"}, **shuffled(bare)}
    assert same_content(bare, stamped)
    assert not same_content(bare, {**stamped, "another": 1})
