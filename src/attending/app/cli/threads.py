"""How many threads a matrix product of a server may take; called by `serve` and `demo` before numpy is imported."""

import os


def one_thread_a_product() -> None:
    """Keep OpenBLAS to one thread, unless the operator chose otherwise.

    A server's requests are its threads already, and OpenBLAS's wait for one another in a loop that does nothing: on a
    busy machine the voices of four short sentences took 27 times the processor time, and 35 times as long.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
