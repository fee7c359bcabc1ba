"""From the learner's text to the model's input, keeping what was typed and where it stood."""

import unicodedata
from typing import TYPE_CHECKING

from lib.model.reading import Token
from lib.text import lengths

if TYPE_CHECKING:
    import torch
    from tokenizers import Encoding
    from transformers import PreTrainedTokenizerFast

SPECIAL = ("[CLS]", "[SEP]", "[PAD]", "[UNK]")


class SentenceError(ValueError):
    """The text cannot be read; the message tells the learner why and what to do."""


def encode(
    tokenizer: "PreTrainedTokenizerFast",
    limit: int,
    sentence: str,
    pair: str | None = None,
    *,
    positions: int | None = None,
) -> tuple[dict[str, "torch.Tensor"], tuple[Token, ...]]:
    """Tokenise for at most `limit` tokens. positions: what the model itself takes, if that is more.

    Returns (inputs, tokens): inputs are torch tensors (1, tokens) for the model's call, tokens a
    tuple of Token with spans in the text as typed. Raises SentenceError.
    """
    texts = [sentence] if pair is None else [sentence, pair]
    for text in texts:
        _check(text, tokenizer)
    # Other families write their mask otherwise; RoBERTa's <mask> is as long, so that spans stay.
    written = [text.replace("[MASK]", tokenizer.mask_token) for text in texts]
    batch = tokenizer(
        *written, return_offsets_mapping=True, return_special_tokens_mask=True, return_tensors="pt"
    )
    offsets = batch.pop("offset_mapping")[0].tolist()
    special = batch.pop("special_tokens_mask")[0].tolist()
    encoding = batch.encodings[0]
    if len(offsets) > limit:
        raise SentenceError(_too_long(encoding, texts, limit) + _why(limit, positions))
    tokens = []
    for i, (piece, segment) in enumerate(zip(encoding.tokens, encoding.sequence_ids, strict=True)):
        if segment is None:  # put there by the tokenizer
            part = batch["token_type_ids"][0, i].item() if "token_type_ids" in batch else 0
            tokens.append(Token(piece, piece, 0, 0, part, special=bool(special[i])))
            continue
        start, end = offsets[i]
        unknown = piece == tokenizer.unk_token
        tokens.append(Token(texts[segment][start:end], piece, start, end, segment, False, unknown))
    seen = [token for token in tokens if not token.special]
    if {token.segment for token in seen} != set(range(len(texts))):
        raise SentenceError("这段文字里没有模型能读的字符（只有空白或控制符）。请写一句中文。")
    if all(token.unknown for token in seen):
        raise SentenceError(
            "这句话里没有一个字在模型的词表里，它看到的全是 [UNK]。请加几个常用的汉字。"
        )
    return dict(batch), tuple(tokens)


def _check(text: str, tokenizer: "PreTrainedTokenizerFast") -> None:
    # Before anything looks at the characters: a million of them would keep everybody waiting.
    if len(text) > lengths.SENTENCE:
        raise SentenceError(
            f"太长了：一次最多读 {lengths.SENTENCE} 个字符，这里有 {len(text)} 个。请只留一两句。"
        )
    if not text.strip():
        raise SentenceError("句子是空的。写一句中文，比如“小猫追着太阳跑。”")
    own = [name for name in tokenizer.all_special_tokens if name != tokenizer.mask_token]
    for name in dict.fromkeys([*SPECIAL, *own]):
        if name in text:
            raise SentenceError(
                f"{name} 是模型自己加的记号，不能写进句子里。想遮住一个字，请写 [MASK]。"
            )
    plain = text.replace("[MASK]", "字")
    if all(unicodedata.category(c)[0] in "PZSC" for c in plain) and not _has_emoji(plain):
        raise SentenceError("这句话里只有标点和空白。请至少写一个字。")


def _has_emoji(text: str) -> bool:
    return any(unicodedata.category(c) == "So" for c in text)


def _why(limit: int, positions: int | None) -> str:
    if positions is None or positions <= limit:
        return ""
    return (
        f"（这个模型本来读得了 {positions} 个，可是所有的头一起记下来，这台机器的内存放不下。"
        "换一个层和头少些的模型，就能读得长些。）"
    )


def _too_long(encoding: "Encoding", texts: list[str], limit: int) -> str:
    extra = len(encoding) - limit
    last = len(texts) - 1
    positions = [i for i, segment in enumerate(encoding.sequence_ids) if segment == last]
    if extra >= len(positions):
        return (
            f"太长了：这里一次最多读 {limit} 个词元（含 [CLS]、[SEP]），这里有 {len(encoding)} 个。"
            "请把两句都缩短。"
        )
    fits = encoding.offsets[positions[-extra - 1]][1]
    which = "句子" if last == 0 else "第二句"
    return (
        f"太长了：这里一次最多读 {limit} 个词元（含 [CLS]、[SEP]），这里有 {len(encoding)} 个。"
        f"{which}的前 {fits} 个字符放得下，请删去后面的 {len(texts[last]) - fits} 个。"
    )
