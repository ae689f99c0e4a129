"""The process in which a site's network runs: arrays come in by a pipe, arrays go out; nothing else reaches it.

A network that crashes or hangs takes this process with it and not the server. It is started with an empty
environment and an empty working folder, so no key and no file of the record is at hand, and a model that refers to
files outside itself does not load. Run as a file, not as a module: it then imports nothing of ours, and starts at once.
"""

import io
import os
import struct
import sys
from collections.abc import Callable
from typing import IO, Any

import numpy as np

Arrays = dict[str, Any]
Model = Callable[[Any], list[tuple[str, Any]]]
"""An array → the outputs with their names."""


def write_message(pipe: IO[bytes], **arrays: Any) -> None:
    """Send named arrays, their length first."""
    body = io.BytesIO()
    np.savez(body, **arrays)
    data = body.getvalue()
    pipe.write(struct.pack("<Q", len(data)) + data)
    pipe.flush()


def read_message(pipe: IO[bytes]) -> Arrays | None:
    """Named arrays; none when the other side has closed. Objects are refused: they could be code."""
    head = pipe.read(8)
    if len(head) < 8:
        return None
    length = struct.unpack("<Q", head)[0]
    data = pipe.read(length)
    if len(data) < length:
        return None
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def open_onnx(data: bytes) -> Model:
    """A session of one thread."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = InferenceSession(data, options, providers=["CPUExecutionProvider"])
    inputs = session.get_inputs()
    if len(inputs) != 1:
        raise ValueError(f"it wants {len(inputs)} inputs; networks with one are run")
    kind = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64}.get(
        inputs[0].type
    )
    if kind is None:
        raise ValueError("its input is not of floating point numbers")
    names = [output.name for output in session.get_outputs()]

    def run(x: Any) -> list[tuple[str, Any]]:
        wanted = inputs[0].shape
        if len(wanted) != x.ndim or any(isinstance(w, int) and w != n for w, n in zip(wanted, x.shape, strict=True)):
            raise ValueError(f"it wants ({', '.join(map(str, wanted))}) and the description gives it {x.shape}: "
                             "input.size, dimensions or channels do not fit")  # fmt: skip
        return list(zip(names, session.run(None, {inputs[0].name: x.astype(kind)}), strict=True))

    return run


def open_torchscript(data: bytes) -> Model:
    """A scripted module; needs torch, which is not in the base install."""
    import torch

    torch.set_num_threads(1)
    module = torch.jit.load(io.BytesIO(data), map_location="cpu").eval()

    def run(x: Any) -> list[tuple[str, Any]]:
        with torch.inference_mode():
            out = module(torch.from_numpy(x))
        if isinstance(out, dict):
            return [(str(name), part.numpy()) for name, part in out.items()]
        parts = out if isinstance(out, list | tuple) else [out]
        return [(str(number), part.numpy()) for number, part in enumerate(parts)]

    return run


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """First message: the model and its format. Then an array each, answered by its outputs or a fault in words."""
    first = read_message(source)
    if first is None:
        return
    try:
        opener = open_onnx if str(first["format"]) == "onnx" else open_torchscript
        model = opener(first["model"].tobytes())
    except ImportError:
        write_message(target, fault=np.array("it is TorchScript, and torch is not installed"))
        return
    except Exception as error:  # a model of somebody else raises what it likes
        write_message(target, fault=np.array(f"it does not load: {_words(error)}"))
        return
    write_message(target, ready=np.array(True))
    while (message := read_message(source)) is not None:
        try:
            outputs = {f"{n:02d} {name}": np.asarray(v, np.float32) for n, (name, v) in enumerate(model(message["x"]))}
        except Exception as error:
            write_message(target, fault=np.array(f"it does not run on this input: {_words(error)}"))
            continue
        write_message(target, **outputs)


def _words(error: Exception) -> str:
    """The first line, short; it speaks of shapes and operators, for the network has seen nothing but numbers."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a network prints must not stand among its answers
    serve(sys.stdin.buffer, answers)
