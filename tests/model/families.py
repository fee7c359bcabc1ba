"""Small random checkpoints of each family, saved as `save_pretrained` leaves them."""

import json
from pathlib import Path

import torch
import transformers as t
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

PIECES = [*"小猫追着太阳跑，。我在图书馆读了一本很有趣的书你好"]
SMALL = dict(num_attention_heads=2, intermediate_size=16, max_position_embeddings=32)


def bert_tokenizer(folder: Path) -> int:
    """One piece a character, [MASK] and its kind; returns the size of the vocabulary."""
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(PIECES)]
    t.BertTokenizer(vocab={p: i for i, p in enumerate(pieces)}).save_pretrained(folder)
    return len(pieces)


def roberta_tokenizer(folder: Path) -> int:
    """Bytes as pieces, <s> </s> and <mask>, as RoBERTa has it."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    pieces += sorted(pre_tokenizers.ByteLevel.alphabet())
    core = Tokenizer(models.BPE(vocab={p: i for i, p in enumerate(pieces)}, merges=[]))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    core.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False
    )
    names = dict(bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>")
    names |= dict(pad_token="<pad>", unk_token="<unk>", mask_token="<mask>")
    t.PreTrainedTokenizerFast(tokenizer_object=core, **names).save_pretrained(folder)
    return len(pieces)


def bert(folder: Path):
    size = bert_tokenizer(folder)
    config = t.BertConfig(vocab_size=size, hidden_size=8, num_hidden_layers=2, **SMALL)
    return t.BertForMaskedLM(config)


def roberta(folder: Path):
    size = roberta_tokenizer(folder)
    config = t.RobertaConfig(
        vocab_size=size,
        hidden_size=8,
        num_hidden_layers=2,
        pad_token_id=1,
        type_vocab_size=1,
        **(SMALL | dict(max_position_embeddings=34)),
    )
    return t.RobertaForMaskedLM(config)


def electra(folder: Path):
    size = bert_tokenizer(folder)
    config = t.ElectraConfig(
        vocab_size=size, embedding_size=6, hidden_size=8, num_hidden_layers=2, **SMALL
    )
    return t.ElectraForMaskedLM(config)


def albert(folder: Path):
    size = bert_tokenizer(folder)
    config = t.AlbertConfig(
        vocab_size=size, embedding_size=6, hidden_size=8, num_hidden_layers=2, **SMALL
    )
    return t.AlbertForMaskedLM(config)


def distilbert(folder: Path):
    size = bert_tokenizer(folder)
    config = t.DistilBertConfig(
        vocab_size=size, dim=8, n_layers=2, n_heads=2, hidden_dim=16, max_position_embeddings=32
    )
    return t.DistilBertForMaskedLM(config)


FAMILIES = {
    "BERT": bert,
    "RoBERTa": roberta,
    "ELECTRA's generator": electra,
    "ALBERT": albert,
    "DistilBERT": distilbert,
}


def save(family: str, folder: Path, *, pickled: bool = False):
    """Write the family's checkpoint into `folder`; returns the model that was saved."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(len(family))
    model = FAMILIES[family](folder).eval()
    model.save_pretrained(folder)
    if pickled:  # as older repositories have it
        (folder / "model.safetensors").unlink()
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    assert json.loads((folder / "config.json").read_text())["architectures"]
    return model


def save_long(folder: Path, layers: int = 12) -> None:
    """A random BERT of 12 heads a layer and 512 positions."""
    folder.mkdir(parents=True, exist_ok=True)
    size = bert_tokenizer(folder)
    torch.manual_seed(0)
    config = t.BertConfig(
        vocab_size=size,
        hidden_size=24,
        num_hidden_layers=layers,
        num_attention_heads=12,
        intermediate_size=16,
        initializer_range=0.5,
    )
    t.BertForMaskedLM(config).eval().save_pretrained(folder)
