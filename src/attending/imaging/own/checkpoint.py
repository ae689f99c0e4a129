"""Reads the weights of a PyTorch checkpoint without PyTorch, and without running anything that stands in it.

A checkpoint is a zip archive: a pickle of names, and the raw numbers beside it. A pickle may name any function to be
called; here none is: tensors become arrays, ordered tables become tables, and every other name becomes a dead end.
Source: torch.serialization of PyTorch 2 (zip format since 1.6).
"""

import io
import pickle
import zipfile
from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import InvalidCard

Floats = NDArray[np.float32]
_TYPES = {
    "FloatStorage": np.dtype("<f4"), "DoubleStorage": np.dtype("<f8"), "HalfStorage": np.dtype("<f2"),
    "LongStorage": np.dtype("<i8"), "IntStorage": np.dtype("<i4"), "ByteStorage": np.dtype("u1"),
}  # fmt: skip


class _Nothing:
    """In place of whatever else stands in the pickle: takes everything, does nothing."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __setstate__(self, _: object) -> None: ...

    def __setitem__(self, *_: object) -> None: ...

    def append(self, _: object) -> None:
        """Take an item and forget it."""

    def extend(self, _: object) -> None:
        """Take items and forget them."""


class _Reader(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{root}data.pkl")), encoding="utf-8")
        self._archive, self._root = archive, root
        self._read: dict[str, NDArray[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if (module, name) == ("torch._utils", "_rebuild_parameter"):
            return lambda data, *_: data
        return _Nothing

    def persistent_load(self, pid: Any) -> NDArray[Any] | None:
        kind, type_, key, *_ = pid
        if kind != "storage" or not isinstance(type_, np.dtype):
            return None
        if key not in self._read:
            self._read[key] = np.frombuffer(self._archive.read(f"{self._root}data/{key}"), type_)
        return self._read[key]


def _tensor(
    storage: NDArray[Any] | None, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object
) -> Any:
    if storage is None:
        return None
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True)) if all(size) else offset
    if min((offset, *size, *stride)) < 0 or last >= max(storage.size, 1):
        raise ValueError("a tensor reaches beyond its numbers")
    return np.lib.stride_tricks.as_strided(
        storage[offset:], size, [step * storage.itemsize for step in stride], writeable=False
    )  # fmt: skip


def read_checkpoint(data: bytes) -> dict[str, Any]:
    """The table that `torch.save` wrote: tensors as arrays, plain values as they are, the rest as nothing.

    Raises:
        InvalidCard: it is no such file, an old one (before PyTorch 1.6), or cut off.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = next(one for one in archive.namelist() if one.endswith("data.pkl"))
            found = _Reader(archive, name.removesuffix("data.pkl")).load()
    except Exception as error:  # a damaged pickle raises what it likes
        raise InvalidCard("The checkpoint cannot be read as one of PyTorch (1.6 or later).") from error
    if not isinstance(found, dict):
        raise InvalidCard("The checkpoint holds no table of weights.")
    return found
