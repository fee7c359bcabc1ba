"""From what was typed to what the model reads: places, marks, limits, and errors for people."""

import random
import re

import pytest

from lib.model.tokens import SentenceError, encode

FAMILY = "👨‍👩‍👧"  # three people and two joiners: one emoji, five code points
RARE = "𪚥"  # four dragons, outside every vocabulary


def seen(tokenizer, sentence, pair=None):
    """The tokens that came from the learner."""
    _, tokens = encode(tokenizer, 128, sentence, pair)
    return [token for token in tokens if not token.special]


TYPED = {
    "characters": ("我读书", ["我", "读", "书"]),
    "repeated characters": ("好好好", ["好", "好", "好"]),
    "spaces": ("我 读\u3000书", ["我", "读", "书"]),
    "spaces around": ("  我读 ", ["我", "读"]),
    "lines and tabs": ("我\n读\t书\r\n", ["我", "读", "书"]),
    "capitals": ("我A他B", ["我", "A", "他", "B"]),
    "full-width capitals": ("我Ａ他", ["我", "Ａ", "他"]),
    "accents": ("我é他", ["我", "é", "他"]),
    "emoji": ("好😋吃", ["好", "😋", "吃"]),
    "emoji of many code points": (f"我{FAMILY}家", ["我", FAMILY, "家"]),
    "flag": ("中🇨🇳国", ["中", "🇨🇳", "国"]),
    "rare character": (f"好{RARE}好", ["好", RARE, "好"]),
    "mask": ("天[MASK]好", ["天", "[MASK]", "好"]),
    "masks side by side": ("[MASK][MASK]好", ["[MASK]", "[MASK]", "好"]),
    "mask between spaces": ("天 [MASK] 好", ["天", "[MASK]", "好"]),
    "html": ("<b>好</b>", ["<", "b", ">", "好", "<", "/", "b", ">"]),
    "markdown": ("**好**_", ["*", "*", "好", "*", "*", "_"]),
    "punctuation": ("好——“啊”……", list("好——“啊”……")),
    "control characters": ("我\x00读\x07书", ["我", "读", "书"]),
    "invisible characters": ("我\u200b读\ufeff书", ["我", "读", "书"]),
    "replacement character": ("我\ufffd读", ["我", "读"]),
    "private-use characters": ("我\ue123读", ["我", "读"]),
    "right-to-left mark": ("我\u202e读书", ["我", "读", "书"]),
}


@pytest.mark.parametrize(("sentence", "typed"), TYPED.values(), ids=TYPED.keys())
def test_every_token_is_shown_as_typed_and_keeps_its_place(tokenizer, sentence, typed):
    tokens = seen(tokenizer, sentence)
    assert [token.text for token in tokens] == typed
    at = 0
    for token in tokens:
        assert sentence[token.start : token.end] == token.text
        at = sentence.index(token.text, at)
        assert token.start == at
        at = token.end


def test_word_pieces_keep_the_case_that_was_typed(tokenizer):
    tokens = seen(tokenizer, "我的iPhone15Pro好")
    assert "".join(token.text for token in tokens) == "我的iPhone15Pro好"
    inside = [token for token in tokens if token.text not in "我的好"]
    assert "".join(t.piece.removeprefix("##") for t in inside) == "iphone15pro"


def test_a_capital_is_read_as_a_small_letter_but_shown_as_typed(tokenizer):
    token = seen(tokenizer, "我A他")[1]
    assert (token.text, token.piece, token.unknown) == ("A", "a", False)


@pytest.mark.parametrize("strange", [RARE, FAMILY])
def test_what_is_not_in_the_vocabulary_is_marked_unknown(tokenizer, strange):
    before, token, after = seen(tokenizer, f"好{strange}吃")
    assert (token.piece, token.text, token.unknown) == ("[UNK]", strange, True)
    assert not before.unknown
    assert not after.unknown


def test_cls_and_sep_are_special_and_the_learners_mask_is_not(tokenizer):
    inputs, tokens = encode(tokenizer, 128, "天[MASK]好")
    assert [token.text for token in tokens if token.special] == ["[CLS]", "[SEP]"]
    assert [token.piece for token in tokens] == tokenizer.convert_ids_to_tokens(
        inputs["input_ids"][0]
    )


def test_the_spans_of_a_pair_count_in_their_own_sentence(tokenizer):
    inputs, tokens = encode(tokenizer, 128, "好 书", "Ａ好😋")
    got = [(t.text, t.start, t.end, t.segment) for t in tokens]
    assert got == [
        ("[CLS]", 0, 0, 0),
        ("好", 0, 1, 0),
        ("书", 2, 3, 0),
        ("[SEP]", 0, 0, 0),
        ("Ａ", 0, 1, 1),
        ("好", 1, 2, 1),
        ("😋", 2, 3, 1),
        ("[SEP]", 0, 0, 1),
    ]
    assert inputs["token_type_ids"][0].tolist() == [token.segment for token in tokens]


def test_inputs_are_exactly_the_tokenizers_own(tokenizer):
    inputs, _ = encode(tokenizer, 128, "小猫追着太阳跑", "它饿了。")
    expected = tokenizer("小猫追着太阳跑", "它饿了。", return_tensors="pt")
    assert inputs.keys() == expected.keys()
    for name in expected:
        assert inputs[name].tolist() == expected[name].tolist()


def test_hostile_text_is_either_placed_or_refused(tokenizer):
    chance = random.Random(0)
    alphabet = [
        *"我好书Aaé1Ａ１ 　\n\t\0\u200b\u0301\ufe0f。，<>&[]'\"\\$%",
        "[MASK]",
        FAMILY,
        RARE,
        "ﬁ",
        "İ",
    ]
    placed = 0
    for _ in range(500):
        text = "".join(chance.choices(alphabet, k=chance.randrange(12)))
        try:
            tokens = seen(tokenizer, text)
        except SentenceError:
            continue
        placed += 1
        ends = [0]
        for token in tokens:
            assert token.text, text
            assert token.text == text[token.start : token.end]
            assert token.start >= ends[-1], text
            ends.append(token.end)
    assert placed > 300


LONG = {
    "characters": "春眠不觉晓处处闻啼鸟" * 3,
    "spaces": "春 眠 不 觉 晓 处 处 闻 啼 鸟 夜 来 风 雨 声",
    "two spaces": "春  眠  不  觉  晓  处  处  闻  啼  鸟  夜  来  风  雨  声",
    "words": "我 iPhone15 iPhone15 iPhone15 iPhone15 iPhone15 iPhone15",
    "one endless word": "supercalifragilisticexpialidocious" * 2,
    "emoji": f"我{FAMILY}你" * 9,
    "masks": "天[MASK]气" * 9,
    "control characters": "春\0眠\0不\0觉\0晓\0处\0处\0闻\0啼\0鸟\0夜\0来\0风\0雨\0声",
    "one too many": "春眠不觉晓处处闻啼鸟夜来",
}


def fitting(message: str) -> tuple[int, int]:
    """How many characters fit, and how many do not, as the message tells the learner."""
    return tuple(int(n) for n in re.search(r"前 (\d+) 个字符.*后面的 (\d+) 个", message).groups())


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_the_prefix_that_is_said_to_fit_fits_and_no_longer_one_does(tokenizer, text):
    limit = 13
    with pytest.raises(SentenceError, match=f"最多读 {limit} 个词元") as error:
        encode(tokenizer, limit, text)
    fits, rest = fitting(str(error.value))
    assert fits + rest == len(text)
    _, tokens = encode(tokenizer, limit, text[:fits])
    assert len(tokens) <= limit
    assert tokens[-2].end == fits
    more = tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    following = min(end for _, end in more if end > fits)
    with pytest.raises(SentenceError, match="太长了"):
        encode(tokenizer, limit, text[:following])


def test_exactly_the_limit_fits(tokenizer, limit):
    _, tokens = encode(tokenizer, limit, "书" * (limit - 2))
    assert len(tokens) == limit
    with pytest.raises(SentenceError, match=f"这里有 {limit + 1} 个") as error:
        encode(tokenizer, limit, "书" * (limit - 1))
    assert fitting(str(error.value)) == (limit - 2, 1)


def test_too_long_a_pair_says_how_much_of_the_second_fits(tokenizer):
    first, second = "春眠不觉晓", "处处闻啼鸟，夜来风雨声"
    with pytest.raises(SentenceError, match="第二句的前") as error:
        encode(tokenizer, 14, first, second)
    fits, rest = fitting(str(error.value))
    assert (fits, rest) == (14 - 3 - 5, 5)
    assert len(encode(tokenizer, 14, first, second[:fits])[1]) == 14


def test_a_pair_whose_first_sentence_fills_everything_asks_for_both_to_be_shorter(tokenizer):
    with pytest.raises(SentenceError, match="最多读 14 个词元.*两句都缩短"):
        encode(tokenizer, 14, "春眠不觉晓处处闻啼鸟夜来风雨声", "好")


REFUSED = [
    ("", "句子是空的"),
    (" \u3000\n\t", "句子是空的"),
    ("。", "只有标点"),
    ("，。！？—— …", "只有标点"),
    ("+-=<>", "只有标点"),
    ("\x00\x01", "只有标点"),
    ("\ufffd\ufffd", "没有模型能读的字符"),
    ("\u0301", "没有模型能读的字符"),
    (FAMILY, "没有一个字在模型的词表里"),
    (RARE + RARE, "没有一个字在模型的词表里"),
    ("[SEP]", "[SEP] 是模型自己加的记号"),
    ("你好[SEP]世界", "[SEP] 是模型自己加的记号"),
    ("[CLS]你好", "[CLS] 是模型自己加的记号"),
    ("你[PAD]好", "[PAD] 是模型自己加的记号"),
    ("你[UNK]好", "[UNK] 是模型自己加的记号"),
]


@pytest.mark.parametrize(("sentence", "message"), REFUSED)
def test_what_cannot_be_read_is_refused_with_the_reason(tokenizer, sentence, message):
    with pytest.raises(SentenceError, match=re.escape(message)):
        encode(tokenizer, 128, sentence)


@pytest.mark.parametrize(("sentence", "message"), [row for row in REFUSED if "词表" not in row[1]])
def test_the_second_sentence_of_a_pair_is_checked_too(tokenizer, sentence, message):
    with pytest.raises(SentenceError, match=re.escape(message)):
        encode(tokenizer, 128, "你好", sentence)


@pytest.mark.parametrize("sentence", ["[MASK]", "，[MASK]。", "1", "a", "[mask]好"])
def test_a_mask_a_digit_or_a_letter_is_enough(tokenizer, sentence):
    assert seen(tokenizer, sentence)
