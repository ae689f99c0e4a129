"""A Whisper model of two thin layers with random weights: it says nothing sensible, and says it as a real one does."""

import json
from pathlib import Path

import numpy as np

WIDTH, HEADS, MELS, FRAMES, CONTEXT = 16, 2, 80, 1500, 448
SPECIAL = ("<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|de|>", "<|translate|>", "<|transcribe|>",
           "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>")  # fmt: skip
STAMPS = tuple(f"<|{number * 0.02:.2f}|>" for number in range(1501))


def make_model(folder: Path) -> Path:
    """Write the model as the converter of CTranslate2 would; offline, without PyTorch."""
    from ctranslate2.specs import WhisperSpec

    folder.mkdir(parents=True)
    words = _tokenizer(folder / "tokenizer.json")
    vocabulary = [*words, *SPECIAL, *STAMPS]
    spec = WhisperSpec(1, HEADS, 1, HEADS)
    rng = np.random.default_rng(8)
    for name, value in spec.variables(ordered=True):
        if value is None:
            _set(spec, name, rng.normal(0, 0.3, _shape(name, len(vocabulary))).astype(np.float32))
    _set(spec, "encoder/position_encodings/encodings", rng.normal(0, 0.1, (FRAMES, WIDTH)).astype(np.float32))
    _set(spec, "decoder/position_encodings/encodings", rng.normal(0, 0.1, (CONTEXT, WIDTH)).astype(np.float32))
    spec.register_vocabulary(vocabulary)
    first = len(words)
    spec.config.suppress_ids = [-1]
    spec.config.suppress_ids_begin = [first]
    spec.config.lang_ids = [first + 2, first + 3]
    spec.config.alignment_heads = [(0, 0), (0, 1)]
    spec.validate()
    spec.save(str(folder))
    return folder


def _tokenizer(path: Path) -> list[str]:
    """Every byte is a word, as in the alphabet of GPT-2; returns the words in the order of their numbers."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE(vocab={letter: number for number, letter in enumerate(alphabet)}, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(name, special=True) for name in SPECIAL])
    made.add_tokens([AddedToken(name, special=False) for name in STAMPS])
    made.save(str(path))
    assert json.loads(path.read_text())["model"]["type"] == "BPE"
    return alphabet


def _shape(name: str, vocabulary: int) -> tuple[int, ...]:
    part = name.rsplit("/", 2)
    match part[-2:]:
        case ["embeddings", "weight"] | ["projection", "weight"]:
            return (vocabulary, WIDTH)
        case ["conv1", "weight"]:
            return (WIDTH, MELS, 3)
        case ["conv2", "weight"]:
            return (WIDTH, WIDTH, 3)
    if name.endswith(("beta", "gamma")):
        return (WIDTH,)
    if "ffn/linear_0" in name:
        return (4 * WIDTH, WIDTH)
    if "ffn/linear_1" in name:
        return (WIDTH, 4 * WIDTH)
    if "self_attention/linear_0" in name:
        return (3 * WIDTH, WIDTH)
    if "attention/linear_1" in name and "self" not in name:
        return (2 * WIDTH, WIDTH)
    return (WIDTH, WIDTH)


def _set(spec: object, name: str, value: np.ndarray) -> None:
    at = spec
    *path, last = name.split("/")
    for part in path:
        kind, _, number = part.rpartition("_")
        layers = getattr(at, kind, None) if number.isdigit() else None
        at = layers[int(number)] if isinstance(layers, list) else getattr(at, part)
    setattr(at, last, value)
