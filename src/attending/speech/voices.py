"""Who speaks, by the sound of the voice: a vector of 256 numbers for each 1.6 s, alike for the same speaker.

Three LSTM layers over 40 mel bands, in plain numpy: no PyTorch. See cards/voice-embedding.toml.
Source: Wan et al., Generalized end-to-end loss for speaker verification, ICASSP 2018; weights of Resemblyzer 0.1.4
(Apache-2.0), whose front end is librosa's mel spectrogram of power, Slaney's scale and norm.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from attending.models import load
from attending.speech.sound import RATE, Samples

HOP = 160
"""Samples from one frame of the spectrogram to the next: 10 ms."""
WINDOW = 400
BANDS = 40
FRAMES = 160
"""Frames of one vector: 1.6 s."""
HIDDEN, LAYERS = 256, 3
LOUDNESS_DBFS = -30.0
"""Softer recordings are raised to this, as the network was trained."""
BATCH = 64
"""Windows at once: more are slower, and take a quarter of a gigabyte."""


@dataclass(frozen=True)
class _Network:
    input: tuple[NDArray[np.float32], ...]
    state: tuple[NDArray[np.float32], ...]
    bias: tuple[NDArray[np.float32], ...]
    out: tuple[NDArray[np.float32], NDArray[np.float32]]


def embed(parts: Sequence[tuple[Samples, Sequence[int]]]) -> NDArray[np.float32]:
    """The voice in windows of 1.6 s: (windows, 256), each of length 1, in the order given.

    Args:
        parts: stretches of sound, each with the frames of 10 ms at which its windows begin.
    """
    windows = [window for samples, starts in parts for window in _windows(samples, starts)]
    heard = [_run(np.stack(windows[at : at + BATCH])) for at in range(0, len(windows), BATCH)]
    return np.concatenate(heard) if heard else np.zeros((0, HIDDEN), dtype=np.float32)


def mel_spectrogram(samples: Samples) -> NDArray[np.float32]:
    """Power in 40 bands: (frames, 40); frame n is centred at n × 10 ms."""
    padded = np.pad(samples, (WINDOW // 2, WINDOW // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    made = np.empty((len(frames), BANDS), dtype=np.float32)
    for at in range(0, len(frames), 10_000):
        power = np.abs(np.fft.rfft(frames[at : at + 10_000] * window)) ** 2
        made[at : at + 10_000] = power.astype(np.float32) @ _bands().T
    return made


def _windows(samples: Samples, starts: Sequence[int]) -> list[NDArray[np.float32]]:
    """The windows' frames, (160, 40) each; what lies behind the end is silence."""
    spectrogram = mel_spectrogram(_raised(samples))
    short = max(starts, default=0) + FRAMES - len(spectrogram)
    if short > 0:
        spectrogram = np.pad(spectrogram, ((0, short), (0, 0)))
    return [spectrogram[start : start + FRAMES] for start in starts]


def _raised(samples: Samples) -> Samples:
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
    if level <= 0:
        return samples
    change = LOUDNESS_DBFS - 20 * np.log10(level)
    return (samples * np.float32(10 ** (change / 20))) if change > 0 else samples


def _run(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Through the network: windows (n, 160, 40) to vectors (n, 256)."""
    network = _network()
    sequence = np.ascontiguousarray(windows.transpose(1, 0, 2))
    for layer in range(LAYERS):
        sequence = _layer(sequence, network.input[layer], network.state[layer], network.bias[layer])
    weight, bias = network.out
    raw = np.maximum(sequence[-1] @ weight.T + bias, 0)
    length = np.linalg.norm(raw, axis=1, keepdims=True)
    return np.asarray(raw / np.maximum(length, 1e-6), dtype=np.float32)


def _layer(
    sequence: NDArray[np.float32], input_: NDArray[np.float32], state: NDArray[np.float32], bias: NDArray[np.float32]
) -> NDArray[np.float32]:
    """One LSTM layer with PyTorch's order of gates: input, forget, cell, output. (time, n, features) to (…, 256)."""
    time, number, features = sequence.shape
    given = (sequence.reshape(-1, features) @ input_.T + bias).reshape(time, number, 4 * HIDDEN)
    hidden = np.zeros((number, HIDDEN), dtype=np.float32)
    cell = np.zeros((number, HIDDEN), dtype=np.float32)
    made = np.empty((time, number, HIDDEN), dtype=np.float32)
    recurrent = np.ascontiguousarray(state.T)
    for step in range(time):
        gates = hidden @ recurrent
        gates += given[step]
        entering, kept = _sigmoid(gates[:, :HIDDEN]), _sigmoid(gates[:, HIDDEN : 2 * HIDDEN])
        cell = kept * cell + entering * np.tanh(gates[:, 2 * HIDDEN : 3 * HIDDEN])
        hidden = made[step] = _sigmoid(gates[:, 3 * HIDDEN :]) * np.tanh(cell)
    return made


def _sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(0.5 * (np.tanh(0.5 * values) + 1), dtype=np.float32)


@cache
def _network() -> _Network:
    model = load(files("attending.speech"), "voice-embedding")
    with np.load(io.BytesIO(model.files["voice-embedding.npz"]), allow_pickle=False) as stored:
        read = {name: stored[name].astype(np.float32) for name in stored.files}
    input_, state, bias = (tuple(read[f"{part}{n}"] for n in range(LAYERS)) for part in ("input", "state", "bias"))
    return _Network(input_, state, bias, (read["weight"], read["bias"]))


@cache
def _bands() -> NDArray[np.float32]:
    """Slaney's mel filters: linear below 1 kHz, logarithmic above; each of the same area. (40, 201)."""
    linear, logarithmic = 200 / 3, np.log(6.4) / 27
    top = 1000 / linear + np.log(RATE / 2 / 1000) / logarithmic
    mels = np.linspace(0, top, BANDS + 2)
    edges = np.where(mels < 15, mels * linear, 1000 * np.exp(logarithmic * (mels - 15)))
    bins = np.linspace(0, RATE / 2, WINDOW // 2 + 1)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    return (triangles * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)
