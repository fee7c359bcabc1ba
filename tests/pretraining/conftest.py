"""A corpus of a few hundred made-up sentences, and its vocabulary and token cache."""

import os
import random

import pytest

os.environ.setdefault("ACCELERATE_USE_CPU", "true")

PEOPLE, PLACES = ["妈妈", "爸爸", "老师", "小明"], ["图书馆", "学校", "公园", "北京"]
DEEDS = ["看书", "唱歌", "吃饭", "写信"]


def sentence(chance: random.Random) -> str:
    person, place, deed = (chance.choice(words) for words in (PEOPLE, PLACES, DEEDS))
    return f"{person}今天在{place}{deed}。"


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    chance = random.Random(1)
    for name, count in (("zh-train.txt", 240), ("zh-valid.txt", 40)):
        lines = [
            "".join(sentence(chance) for _ in range(chance.randint(1, 4))) for _ in range(count)
        ]
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def vocabulary(corpus, tmp_path_factory):
    from pretraining.corpus import read_chinese
    from pretraining.vocabulary import build, save

    folder = tmp_path_factory.mktemp("vocabulary") / "built"
    save(build(read_chinese(corpus, "train"), 4200, 0.95), folder)
    return folder


@pytest.fixture(scope="session")
def tokens_folder(corpus, vocabulary, tmp_path_factory):
    from pretraining.encode import write_cache

    folder = tmp_path_factory.mktemp("tokens") / "cache"
    write_cache(corpus, vocabulary, folder)
    return folder
