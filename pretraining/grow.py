"""Instead of stage 4: start a larger model from a trained one, or give idle heads new work.

    python -m pretraining.grow models/zh-bert-tiny runs/grown --layers 6
    python -m pretraining.grow models/zh-bert-tiny runs/grown --intermediate 1536
    python -m pretraining.grow models/zh-bert-tiny runs/grown --copy-heads 0:1 2:3

Each new layer copies the one below it, except that what its two sublayers add is set to zero
and its norms undo themselves, so the deeper model says nearly what the old one said and training
goes on from there (as in Chen, Goodfellow & Shlens 2016, "Net2Net", section 2.3; copying layers
whole, as in Gong et al. 2019, "Progressively Stacking", starts from a higher loss here).
New neurons between the two matrices of a feed-forward part read something and say nothing yet,
so the wider model says exactly what the old one said.

Heads that all rest on [CLS] and [SEP] add nearly the same vector everywhere, so they can be given
up for copies of heads that work; training with --hold then lets the rest find a use for them first.
"""

import argparse
import copy
from pathlib import Path

import torch
from torch import nn
from transformers import BertForMaskedLM

from pretraining.batches import Tokens
from pretraining.errors import PipelineError, exit_with_message
from pretraining.export import export
from pretraining.ids import load_tokenizer
from pretraining.model import MaskedLanguageModel, load
from pretraining.validation import batches


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


@torch.no_grad()
def widen(model: BertForMaskedLM, intermediate: int, seed: int = 0) -> BertForMaskedLM:
    """A copy with `intermediate` neurons in each feed-forward part; what the new ones add is zero.

    Their incoming weights are drawn as wide as the old ones of their layer. Raises PipelineError
    unless there are at least as many as before.
    """
    old = model.config.intermediate_size
    if intermediate < old:
        raise PipelineError(f"{old} neurons a layer cannot shrink to {intermediate}.")
    wider = copy.deepcopy(model)
    wider.config.intermediate_size = intermediate
    generator = torch.Generator().manual_seed(seed)
    for layer in wider.bert.encoder.layer:
        inward, outward = layer.intermediate.dense, layer.output.dense
        new = torch.randn(intermediate - old, inward.in_features, generator=generator)
        inward.weight = nn.Parameter(torch.cat([inward.weight, new * inward.weight.std()]))
        inward.bias = nn.Parameter(nn.functional.pad(inward.bias, (0, intermediate - old)))
        outward.weight = nn.Parameter(nn.functional.pad(outward.weight, (0, intermediate - old)))
        inward.out_features = outward.in_features = intermediate
    return wider


@torch.no_grad()
def _added(model: BertForMaskedLM, layer: int, tokens: Tokens) -> torch.Tensor:
    """(hidden,): what this layer's attention adds, on average over the validation batches."""
    found = []
    dense = model.bert.encoder.layer[layer].attention.output.dense
    hook = dense.register_forward_hook(lambda _, __, added: found.append(added.flatten(0, 1)))
    masked, there = MaskedLanguageModel(model), []
    for batch in batches(tokens, model.config.vocab_size):
        masked(batch)
        there.append(batch.attention_mask.flatten())
    hook.remove()
    return torch.cat(found)[torch.cat(there)].mean(0)


@torch.no_grad()
def copy_heads(
    model: BertForMaskedLM, pairs: list[tuple[int, int]], tokens: Tokens, strength: float = 0.5
) -> BertForMaskedLM:
    """A copy in which, for each (source, target), the target's heads are those of the source.

    What they add is `strength` of what they add in the source, moved so that its average over
    `tokens` stays what the target's heads added. Raises PipelineError for a layer not there.
    """
    depth = model.config.num_hidden_layers
    if not {layer for pair in pairs for layer in pair} <= set(range(depth)):
        raise PipelineError(f"The layers are 0 to {depth - 1}; give pairs of them, such as 0:1.")
    changed = copy.deepcopy(model)
    for source, target in pairs:
        before = _added(changed, target, tokens)
        old = model.bert.encoder.layer[source].attention
        new = changed.bert.encoder.layer[target].attention
        new.self.load_state_dict(old.self.state_dict())
        new.output.dense.weight.copy_(strength * old.output.dense.weight)
        nn.init.zeros_(new.output.dense.bias)
        new.output.dense.bias.copy_(before - _added(changed, target, tokens))
    return changed


def _pair(text: str) -> tuple[int, int]:
    source, target = text.split(":")
    return int(source), int(target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="a trained checkpoint")
    parser.add_argument("target", type=Path, help="the folder to write")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--layers", type=int, help="the new depth")
    way.add_argument("--intermediate", type=int, help="neurons in each feed-forward part")
    way.add_argument("--copy-heads", type=_pair, nargs="+", metavar="SOURCE:TARGET",
                     help="layers, from 0; the heads of the target are replaced")  # fmt: skip
    parser.add_argument("--tokens", type=Path, default=Path("runs/tokens"), help="for --copy-heads")
    options = parser.parse_args()
    model = load(options.source, load_tokenizer(options.source).get_vocab_size())
    if options.layers is not None:
        model = deepen(model, options.layers)
    elif options.intermediate is not None:
        model = widen(model, options.intermediate)
    else:
        tokens = Tokens.load(options.tokens, "valid", options.source)
        model = copy_heads(model, options.copy_heads, tokens)
    export(model, options.source, options.target)
    print(f"{options.target}: now python -m pretraining.train --init {options.target} …")


if __name__ == "__main__":
    exit_with_message(main)
