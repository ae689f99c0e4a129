"""Work on many things at once: one small map over chunks, on local processes or, by address, on dask.

Results come as they are ready, so that they can be kept before all is done; what is kept need not be done again.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib import import_module
from multiprocessing import get_context
from typing import Any, TypeVar

from attending.errors import NotConfigured
from attending.record import Chart, Store
from attending.security import Grant

_In = TypeVar("_In")
_Out = TypeVar("_Out")
DASK_SECONDS = 10
"""A scheduler that says nothing for so long is not there."""
AT_ONCE = 10
"""Charts read in one look: their audit entries are flushed together, and nobody who writes waits for it."""


def read_charts(record: Store, patients: Sequence[str], *, grant: Grant) -> Iterator[Chart]:
    """The charts of some patients, each look with its audit event."""
    for some in in_chunks(patients, AT_ONCE):
        with record.look(grant=grant) as tx:
            found = [tx.chart(patient) for patient in some]
        yield from found


def in_chunks(things: Sequence[_In], size: int) -> list[Sequence[_In]]:
    """Cut a sequence into chunks of `size`, the last one shorter."""
    return [things[start : start + size] for start in range(0, len(things), size)]


def map_chunks(
    work: Callable[[Sequence[_In]], _Out],
    chunks: Sequence[Sequence[_In]],
    *,
    processes: int = 1,
    dask: str | None = None,
) -> Iterator[_Out]:
    """Do the work on every chunk; results in any order.

    Args:
        work: a function that can be pickled; it opens what it needs by itself.
        chunks: what to work on.
        processes: of this machine; 1 works in this process.
        dask: address of a dask scheduler, such as `tcp://10.0.0.5:8786`; needs the extra `[dask]`.

    Raises:
        NotConfigured: an address is given and dask is not installed, or no scheduler answers there.
    """
    if dask is not None:
        yield from _on_dask(work, chunks, dask)
    elif processes <= 1 or len(chunks) <= 1:
        yield from map(work, chunks)
    else:
        with ProcessPoolExecutor(min(processes, len(chunks)), mp_context=get_context("spawn")) as pool:
            waiting = [pool.submit(work, chunk) for chunk in chunks]
            for done in as_completed(waiting):
                yield done.result()


def _on_dask(work: Callable[[Sequence[_In]], _Out], chunks: Sequence[Sequence[_In]], address: str) -> Iterator[_Out]:
    try:
        dask: Any = import_module("distributed")  # without types, whether it is installed or not
    except ImportError as error:
        raise NotConfigured("Work on dask needs more packages.", hint="pip install 'attending[dask]'") from error
    try:
        client = dask.Client(address, timeout=DASK_SECONDS)
    except (OSError, ValueError) as error:
        raise NotConfigured(
            "No dask scheduler answers at this address.", hint="Start one with `dask scheduler`, as tcp://HOST:8786."
        ) from error
    with client:
        for done in dask.as_completed(client.map(work, chunks, pure=False)):
            yield done.result()
