"""The small network of `assets.models` in torch: a source file, for TorchScript reads it and `adapt` imports it."""

from __future__ import annotations

import torch
from assets.models import CONTRACT, Weights
from torch import nn


class Small(nn.Module):
    """Convolution, relu, dense layer; channels first, logits."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = nn.Conv2d(3, 4, 3)
        self.dense = nn.Linear(14 * 14 * 4, 3)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return logits."""
        return self.dense(torch.relu(self.seen(pictures)).permute(0, 2, 3, 1).flatten(1))


class Several(nn.Module):
    """The same beside something else, as a mapping; its emotions as 5×1×1 with two numbers behind them."""

    def __init__(self) -> None:
        super().__init__()
        self.small = Small()

    def forward(self, pictures: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return features, and logits with valence and arousal behind them."""
        logits = self.small(pictures)
        behind = torch.cat([logits, logits[:, :2]], 1)
        return {"features": pictures.mean(dim=(2, 3)), "emotions": behind[:, :, None, None]}


def small() -> Small:
    """Return it with the weights that all forms have."""
    weights, net = Weights.drawn(), Small().eval()
    numbers = {
        "seen.weight": weights.kernel.transpose(3, 2, 0, 1),
        "seen.bias": weights.bias,
        "dense.weight": weights.dense.T,
        "dense.bias": weights.shift,
    }
    net.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in numbers.items()})
    return net


def several() -> Several:
    """Return that with more than the emotions."""
    net = Several().eval()
    net.small = small()
    return net


def shape(batch: int) -> tuple[int, ...]:
    """Return the shape of so many pictures."""
    return (batch, 3, CONTRACT.size, CONTRACT.size)
