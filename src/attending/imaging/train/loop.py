"""What every training shares: a loop that ends by the clock, averaged weights, and how they are kept."""

import math
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn


def pick_device() -> torch.device:
    """The accelerator where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class TooFewCases(ValueError):
    """A fold leaves nothing, or nothing ill, or nothing sound, to train on."""


def use_of(folds: NDArray[np.int64], fold: str) -> NDArray[np.bool_]:
    """What a network is trained on: everything but one fold, or everything where `fold` is `all`."""
    use = np.ones(len(folds), bool) if fold == "all" else folds != int(fold)
    if not use.any() or (fold != "all" and use.all()):
        raise TooFewCases("There are too few cases for every fold to have some.")
    return use


class Schedule:
    """Steps until the time (or the number of steps) is used up; the learning rate falls as a cosine of it."""

    def __init__(self, seconds: float, *, most_steps: int = 10**9, warm: float = 0.03) -> None:
        self.seconds, self.most_steps, self.warm = seconds, most_steps, warm
        self.done, self.steps = 0.0, 0

    def __iter__(self) -> Iterator[int]:
        start = time.monotonic()
        while self.done < 1 and self.steps < self.most_steps:
            yield self.steps
            self.steps += 1
            by_steps = self.steps / self.most_steps
            self.done = max((time.monotonic() - start) / self.seconds, by_steps)

    def rate(self) -> float:
        """The learning rate as a part of its peak."""
        rise = min(1.0, self.done / self.warm) if self.warm else 1.0
        return max(1e-3, rise * 0.5 * (1 + math.cos(math.pi * min(1.0, self.done))))


class Average:
    """An exponential average of the weights, which is what is kept."""

    def __init__(self, network: nn.Module, decay: float = 0.999) -> None:
        self.network, self.decay, self.count = deepcopy(network).eval(), decay, 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Take one step of `network` in."""
        self.count += 1
        decay = min(self.decay, (1 + self.count) / (10 + self.count))
        mine, theirs = [], []
        for a, b in zip(self.network.state_dict().values(), network.state_dict().values(), strict=True):
            if a.dtype.is_floating_point:
                mine.append(a)
                theirs.append(b.detach())
            else:
                a.copy_(b)
        torch._foreach_lerp_(mine, theirs, 1 - decay)


def optimise(
    network: nn.Module,
    schedule: Schedule,
    loss_of: Callable[[nn.Module], torch.Tensor],
    *,
    rate: float,
    decay: float = 0.01,
    average: float = 0.999,
    log: Callable[[str], None] = print,
) -> nn.Module:
    """Train to the end of the schedule and return the averaged network."""
    device = pick_device()
    network.to(device, memory_format=torch.channels_last).train()
    kept = Average(network, average)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay, betas=(0.9, 0.99))
    lately, said = 0.0, 0.0
    for step in schedule:
        for group in optimiser.param_groups:
            group["lr"] = rate * schedule.rate()
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            loss = loss_of(network)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        kept.update(network)
        if step % 20 == 0:
            now = float(loss.detach())
            lately = now if not step else 0.8 * lately + 0.2 * now
        if schedule.done - said >= 0.1:
            said = schedule.done
            log(f"{schedule.done:4.0%} step {step} loss {lately:.4f}")
    return kept.network


def save_weights(network: nn.Module, path: Path) -> None:
    """Keep a state dict as npz, big arrays as float16."""
    kept = {}
    for name, tensor in network.state_dict().items():
        array = tensor.detach().float().cpu().numpy()
        kept[name] = array.astype(np.float16) if array.size > 4096 else array
    np.savez(path, **kept)


def load_weights(network: nn.Module, path: Path) -> nn.Module:
    """Read what `save_weights` wrote."""
    with np.load(path) as file:
        state = {name: torch.from_numpy(file[name].astype(np.float32)) for name in file.files}
    network.load_state_dict(state)
    return network.eval()
