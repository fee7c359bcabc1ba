"""Instead of stage 4: start a deeper model from a trained one.

    python -m pretraining.grow models/zh-bert-tiny runs/grown --layers 6

Each new layer copies the one below it, except that what its two sublayers add is set to zero
and its norms undo themselves, so the deeper model says nearly what the old one said and training
goes on from there (as in Chen, Goodfellow & Shlens 2016, "Net2Net", section 2.3; copying layers
whole, as in Gong et al. 2019, "Progressively Stacking", starts from a higher loss here).
"""

import argparse
import copy
from pathlib import Path

import torch
from torch import nn
from transformers import BertForMaskedLM

from pretraining.errors import PipelineError, exit_with_message
from pretraining.export import export
from pretraining.model import load


@torch.no_grad()
def _silence(layer: nn.Module, below: nn.LayerNorm) -> None:
    """Make a layer pass on the output of `below`, about: LayerNorm takes scale and mean away."""
    mean = below.bias.mean()
    deviation = (below.weight.square().mean() + below.bias.var(unbiased=False)).sqrt()
    for sublayer in (layer.attention.output, layer.output):
        nn.init.zeros_(sublayer.dense.weight)
        nn.init.zeros_(sublayer.dense.bias)
        nn.init.constant_(sublayer.LayerNorm.weight, deviation.item())
        nn.init.constant_(sublayer.LayerNorm.bias, mean.item())


def deepen(model: BertForMaskedLM, layers: int) -> BertForMaskedLM:
    """A copy with `layers` layers; the new ones stand between the lowest old ones.

    Raises PipelineError unless old depth ≤ layers ≤ 2 × old depth.
    """
    old = model.config.num_hidden_layers
    if not old <= layers <= 2 * old:
        raise PipelineError(f"A model of {old} layers grows to at most {2 * old}, not {layers}.")
    deeper = copy.deepcopy(model)
    deeper.config.num_hidden_layers = layers
    stack = nn.ModuleList()
    for index, layer in enumerate(deeper.bert.encoder.layer):
        stack.append(layer)
        if index < layers - old:
            stack.append(copy.deepcopy(layer))
            _silence(stack[-1], layer.output.LayerNorm)
    for index, layer in enumerate(stack):
        layer.attention.self.layer_idx = index
    deeper.bert.encoder.layer = stack
    return deeper


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="a trained checkpoint")
    parser.add_argument("target", type=Path, help="the folder to write")
    parser.add_argument("--layers", type=int, required=True)
    options = parser.parse_args()
    export(deepen(load(options.source), options.layers), options.source, options.target)
    print(f"{options.target}: now python -m pretraining.train --init {options.target} …")


if __name__ == "__main__":
    exit_with_message(main)
