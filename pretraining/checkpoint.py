"""A run's folder: the state to resume from, written so that a crash leaves the last good one."""

from pathlib import Path

import torch

from pretraining.errors import PipelineError
from pretraining.files import replacing

STATE = "state.pt"


def save_state(folder: Path, model: torch.nn.Module, optimizers: list, progress: dict) -> None:
    """Weights, optimisers and progress (step, tokens, seconds) in one file.

    Masks and batch order depend on seed, step and epoch alone, so no generator is stored.
    """
    with replacing(Path(folder) / STATE) as file:
        torch.save(
            {
                "model": model.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                "progress": progress,
            },
            file,
        )


def load_state(folder: Path, model: torch.nn.Module, optimizers: list) -> dict | None:
    """Put the saved state into model and optimisers; return progress, or None for a new run."""
    file = Path(folder) / STATE
    if not file.is_file():
        return None
    state = torch.load(file, map_location="cpu", weights_only=True)
    try:
        model.load_state_dict(state["model"])
        for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
    except (RuntimeError, ValueError) as error:
        raise PipelineError(
            f"{file} belongs to a model of another size. Choose another --output folder."
        ) from error
    return state["progress"]
