"""Work over chunks: the same results whatever does it, and a clear word where dask is asked for and not there."""

import importlib.util

import pytest

from attending.errors import NotConfigured
from attending.journeys.chunks import in_chunks, map_chunks


def test_chunks_hold_everything_in_order():
    assert in_chunks([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert in_chunks([], 2) == []


def test_results_come_as_they_are_ready():
    worked = map_chunks(sum, in_chunks(list(range(6)), 2))
    assert next(worked) == 1
    assert list(worked) == [5, 9]


@pytest.mark.skipif(importlib.util.find_spec("distributed") is not None, reason="dask is installed")
def test_an_address_without_dask_names_the_extra():
    with pytest.raises(NotConfigured, match="dask"):
        list(map_chunks(sum, [[1]], dask="tcp://127.0.0.1:8786"))


@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="dask is not installed")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere", "odd://127.0.0.1:9"])
def test_an_address_where_no_scheduler_answers_is_named_as_such(monkeypatch, address):
    monkeypatch.setattr("attending.journeys.chunks.DASK_SECONDS", 1)
    with pytest.raises(NotConfigured, match="scheduler"):
        list(map_chunks(sum, [[1]], dask=address))
