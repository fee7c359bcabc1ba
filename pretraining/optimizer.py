"""Muon for the matrices inside the layers, AdamW for embeddings, biases and norms.

Measured on the CPU preset, same batches, 600 steps, from the same weights: see the model card.
"""

import torch
from torch import nn

from pretraining.recipe import Recipe

COEFFICIENTS = 3.4445, -4.7750, 2.0315  # quintic Newton–Schulz (Jordan et al. 2024, Muon)


@torch.no_grad()
def orthogonalise(matrices: torch.Tensor, iterations: int = 4) -> torch.Tensor:
    """(count, rows, columns), rows ≤ columns → nearly U Vᵀ of each, singular values about 1."""
    a, b, c = COEFFICIENTS
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(iterations):
        square = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return x


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised; scaled to the size of an AdamW step (Liu et al. 2025, eq. 4).

    Like torch.optim.Muon, but with matrices of one shape taken together and in `precision`
    (that one computes in bf16, which most CPUs emulate).
    """

    def __init__(
        self,
        matrices,
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        precision: torch.dtype = torch.float32,
    ):
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(matrices, defaults)
        self.precision = precision

    @torch.no_grad()
    def step(self, closure=None) -> None:  # accelerate hands a closure on, always None
        for group in self.param_groups:
            by_shape: dict[tuple, list[nn.Parameter]] = {}
            for matrix in (p for p in group["params"] if p.grad is not None):
                by_shape.setdefault(tuple(sorted(matrix.shape)), []).append(matrix)
            for matrices in by_shape.values():
                self._step_together(matrices, **{k: v for k, v in group.items() if k != "params"})

    def _step_together(self, matrices, lr, momentum, weight_decay, **_) -> None:
        updates = []
        for matrix in matrices:
            state = self.state[matrix]
            if not state:
                state["momentum"] = torch.zeros_like(matrix)
            state["momentum"].lerp_(matrix.grad, 1 - momentum)
            update = matrix.grad.lerp(state["momentum"], momentum)  # Nesterov
            updates.append(update.T if update.shape[0] > update.shape[1] else update)
        scale = 0.2 * max(updates[0].shape) ** 0.5
        updates = orthogonalise(torch.stack(updates).to(self.precision)).to(updates[0].dtype)
        for matrix, update in zip(matrices, updates, strict=True):
            update = update.T if matrix.shape[0] > matrix.shape[1] else update
            matrix.mul_(1 - lr * weight_decay).sub_(update, alpha=lr * scale)


def make_optimizers(model: nn.Module, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """[Muon, AdamW]; each parameter belongs to one, one-dimensional ones are not decayed."""
    inner, tables, rest = [], [], []
    for name, parameter in model.named_parameters():
        if parameter.dim() < 2:
            rest.append(parameter)
        else:
            (inner if ".encoder." in name else tables).append(parameter)
    decay = recipe.weight_decay
    precision = torch.bfloat16 if recipe.mixed_precision == "bf16" else torch.float32
    groups = [{"params": tables, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}]
    return [
        Muon(inner, lr=0.0, weight_decay=decay, precision=precision),
        # batches are small and characters rare: a short memory would forget their scale
        torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.999), eps=1e-8, fused=True),
    ]
