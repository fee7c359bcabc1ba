"""Every everyday character has an entry; Chinese is split into characters, Latin into pieces."""

from collections import Counter

from transformers import AutoTokenizer

from pretraining.batches import CLS, MASK, PAD, SEP, UNK
from pretraining.encode import boundaries, chunks
from pretraining.ids import SENTENCE_START, WORD_START, load_tokenizer
from pretraining.vocabulary import everyday_characters, extend, missing_characters

SHIPPED = "models/zh-bert-tiny"


def test_everyday_characters_are_the_3755_of_gb2312_level_1():
    characters = everyday_characters()
    assert len(set(characters)) == 3755
    # the standard begins with 啊 and ends with 座, in pinyin order
    assert (characters[0], characters[-1]) == ("啊", "座")


def test_a_built_vocabulary_has_them_all_and_the_special_entries_first(vocabulary):
    tokenizer = load_tokenizer(vocabulary)
    assert missing_characters(tokenizer) == []
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    assert [tokenizer.token_to_id(entry) for entry in special] == [PAD, UNK, CLS, SEP, MASK]


def test_extending_appends_what_is_missing_and_moves_nothing(vocabulary):
    import json

    from tokenizers import Tokenizer

    state = json.loads(load_tokenizer(vocabulary).to_str())
    entries = state["model"]["vocab"]
    last = max(entries, key=entries.get)
    removed = "座" if last != "座" else "啊"
    number = entries.pop(removed)
    entries[last] = number  # keeps the numbers without a gap
    longer = extend(Tokenizer.from_str(json.dumps(state))).get_vocab()
    assert longer.pop(removed) == len(entries)
    assert longer == entries


def test_transformers_reads_it_as_a_pair_with_segments(vocabulary):
    tokenizer = AutoTokenizer.from_pretrained(vocabulary)
    encoded = tokenizer("今天", "看书。")
    assert tokenizer.convert_ids_to_tokens(encoded["input_ids"]) == [
        "[CLS]", "今", "天", "[SEP]", "看", "书", "。", "[SEP]",
    ]  # fmt: skip
    assert encoded["token_type_ids"] == [0, 0, 0, 0, 1, 1, 1, 1]


def test_the_shipped_vocabulary_has_no_entry_twice_and_knows_chinese_punctuation():
    tokenizer = load_tokenizer(SHIPPED)
    numbers = Counter(tokenizer.get_vocab().values())
    assert sorted(numbers) == list(range(len(numbers))) and set(numbers.values()) == {1}
    assert tokenizer.token_to_id("，") and tokenizer.token_to_id("”")


def test_words_and_sentences_begin_where_a_reader_would_say():
    flags = boundaries("我喜欢图书馆。“你呢？”他问。")
    words = [bool(flag & WORD_START) for flag in flags]
    assert words[:8] == [True, True, False, True, False, False, True, True]
    assert [i for i, flag in enumerate(flags) if flag & SENTENCE_START] == [7, 12]


def test_long_lines_are_cut_at_sentence_starts_where_there_is_one():
    import numpy as np

    flags = np.zeros(25, np.uint8)
    flags[[4, 9, 20]] = SENTENCE_START
    assert chunks(flags, 10) == [(0, 9), (9, 19), (19, 25)]  # 9 → 20 is too long: cut at 19
    assert chunks(flags[:10], 10) == [(0, 10)]
