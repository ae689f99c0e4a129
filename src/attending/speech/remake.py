"""Make the weights of this package from the published wheels: `attending train speech --data WHEELS --into FOLDER`.

Nothing is trained here. The voice activity network is copied byte for byte; of the voice encoder's checkpoint, which
also holds the state of its optimiser, only the network is kept, as 16-bit numbers. WHEELS is a folder with
`faster_whisper-1.2.1-*.whl` and `Resemblyzer-0.1.4-*.whl`, as `pip download --no-deps` brings them.
"""

import hashlib
import io
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput

ACTIVITY = "voice-activity.onnx"
VOICES = "voice-embedding.npz"
_ACTIVITY_SOURCE = ("faster_whisper/assets/silero_vad_v6.onnx", "faster_whisper-1.2.1")
_VOICES_SOURCE = ("resemblyzer/pretrained.pt", "Resemblyzer-0.1.4")
_SHA256 = {
    _ACTIVITY_SOURCE[0]: "4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2",
    _VOICES_SOURCE[0]: "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
}
_LAYERS = 3


def remake(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Write both files of weights; raises `BadInput` when a wheel is missing or is another one."""
    progress(f"reading the wheels in {data.name}")
    (into / ACTIVITY).write_bytes(_member(data, *_ACTIVITY_SOURCE))
    tensors = read_checkpoint(io.BytesIO(_member(data, *_VOICES_SOURCE)))
    kept: dict[str, NDArray[np.float16]] = {}
    for layer in range(_LAYERS):
        kept[f"input{layer}"] = tensors[f"lstm.weight_ih_l{layer}"].astype(np.float16)
        kept[f"state{layer}"] = tensors[f"lstm.weight_hh_l{layer}"].astype(np.float16)
        bias = tensors[f"lstm.bias_ih_l{layer}"] + tensors[f"lstm.bias_hh_l{layer}"]
        kept[f"bias{layer}"] = bias.astype(np.float16)
    kept["weight"] = tensors["linear.weight"].astype(np.float16)
    kept["bias"] = tensors["linear.bias"].astype(np.float16)
    _save(into / VOICES, kept)
    progress("two files of weights")


def read_checkpoint(file: BinaryIO) -> dict[str, NDArray[np.float32]]:
    """The network's tensors in a checkpoint of PyTorch before 1.6, read without PyTorch and without running code."""
    for _ in range(3):  # magic number, protocol, sizes of the machine's integers
        _Reader(file).load()
    state = _Reader(file).load()["model_state"]
    storages = {}
    for key in _Reader(file).load():
        (length,) = struct.unpack("<q", file.read(8))
        storages[key] = np.frombuffer(file.read(4 * length), dtype="<f4")
    found = {}
    for name, (storage, offset, shape) in state.items():
        size = int(np.prod(shape))
        found[name] = storages[storage][offset : offset + size].reshape(shape).astype(np.float32)
    return found


class _Named:
    """Stands for a class of PyTorch that only names a kind of number."""


class _Reader(pickle.Unpickler):
    """Reads the few things a checkpoint is made of, and refuses every other."""

    def find_class(self, module: str, name: str) -> Any:
        """Dictionaries and contiguous tensors of 32-bit numbers."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, stride, *_: (storage, offset, shape)
        if (module, name) == ("torch", "FloatStorage"):
            return _Named
        raise BadInput("This checkpoint holds more than numbers.")

    def persistent_load(self, pid: Any) -> str:
        """A storage, by its key."""
        return str(pid[2])


def _member(data: Path, member: str, wheel: str) -> bytes:
    found = sorted(data.glob(f"{wheel}-*.whl"))
    if not found:
        raise BadInput(f"There is no {wheel} wheel in this folder.", hint="Run: pip download --no-deps, into it.")
    with zipfile.ZipFile(found[0]) as archive:
        content = archive.read(member)
    if hashlib.sha256(content).hexdigest() != _SHA256[member]:
        raise BadInput(f"The file {member} of this wheel is not the one that was measured.")
    return content


def _save(path: Path, arrays: dict[str, NDArray[np.float16]]) -> None:
    """A .npz whose bytes depend on its numbers alone: `np.savez` would write the time into it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array))
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue())
