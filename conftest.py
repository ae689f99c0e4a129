"""Loaded before everything that imports numpy: a worker of the suite has a core, and is to use no other's."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
