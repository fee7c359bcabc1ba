"""BERT's relatives, fetched from a hub on this machine and read by the path that learners take."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from transformers import AutoModelForMaskedLM, ElectraConfig, ElectraForPreTraining

from lib.model import blanks, hub_files
from lib.model.bert import positions, read
from lib.model.checkpoints import Checkpoint
from lib.model.hub import Download
from lib.model.loading import load
from lib.model.tokens import SentenceError

from .families import FAMILIES, bert_tokenizer, save
from .local_hub import LocalHub

SENTENCE = "小猫追着[MASK]阳跑。"


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """fetched(family, pickled=False) -> (checkpoint, folder on the hub), downloaded."""
    place = tmp_path_factory.mktemp("families")
    with pytest.MonkeyPatch.context() as patch:
        server = LocalHub()
        patch.setenv("HF_ENDPOINT", server.address)
        patch.setenv("SEEING_ATTENTION_HOME", str(place / "home"))
        patch.setenv("HF_HUB_CACHE", str(place / "none"))
        patch.delenv("HF_HUB_OFFLINE", raising=False)

        def fetch(family: str, pickled: bool = False):
            name = f"somebody/{family[:4].lower()}{'-pickled' if pickled else ''}"
            folder = place / name
            if not folder.exists():
                save(family, folder, pickled=pickled)
                server.add(name, "a" * 40, folder)
            download = Download(name, "a" * 40)
            assert download.wait(30) and download.state == "done", download.message
            return Checkpoint(name, name, name, "", 2, 2, 1, 1, revision="a" * 40), folder

        yield fetch
        server.close()


@pytest.mark.parametrize("pickled", [False, True], ids=["safetensors", "pickle"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_reads_as_plain_transformers_does(fetched, family, pickled):
    checkpoint, folder = fetched(family, pickled)
    model, tokenizer = load(checkpoint)
    assert not model.untrained_head
    reading = read(model, tokenizer, SENTENCE, checkpoint=checkpoint.key)
    eager = AutoModelForMaskedLM.from_pretrained(folder, attn_implementation="eager").eval()
    text = SENTENCE.replace("[MASK]", tokenizer.mask_token)
    with torch.inference_mode():
        output = eager(**tokenizer(text, return_tensors="pt"), output_attentions=True)
    expected = torch.cat(output.attentions).numpy()
    assert (
        reading.weights.shape == expected.shape == (2, 2, len(reading.tokens), len(reading.tokens))
    )
    np.testing.assert_allclose(reading.weights, expected, atol=1e-6)
    (guess,) = reading.guesses
    logits = output.logits[0, guess.position].log_softmax(-1)
    assert np.isclose(guess.log_probabilities[0], logits.max().item(), atol=1e-5)
    assert guess.pieces[0] == tokenizer.convert_ids_to_tokens(int(logits.argmax()))


@pytest.mark.parametrize("family", FAMILIES)
def test_tokens_keep_what_was_typed_and_where(fetched, family):
    checkpoint, _ = fetched(family)
    model, tokenizer = load(checkpoint)
    reading = read(model, tokenizer, SENTENCE, checkpoint=checkpoint.key)
    assert [token.special for token in reading.tokens][0 :: len(reading.tokens) - 1] == [True, True]
    seen = [token for token in reading.tokens if not token.special]
    assert all(token.text == SENTENCE[token.start : token.end] for token in seen)
    spans = dict.fromkeys((token.start, token.end) for token in seen)  # bytes share a character
    assert "".join(SENTENCE[a:b] for a, b in spans) == SENTENCE
    masked = reading.tokens[reading.guesses[0].position]
    assert (masked.text, masked.piece) == ("[MASK]", tokenizer.mask_token)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_longest_sentence_still_has_positions(fetched, family):
    checkpoint, _ = fetched(family)
    model, tokenizer = load(checkpoint)
    assert positions(model) == 32
    each = 3 if family == "RoBERTa" else 1  # bytes of a character
    longest = "小" * ((32 - 2) // each)
    assert len(read(model, tokenizer, longest, checkpoint="x").tokens) == 2 + len(longest) * each
    with pytest.raises(SentenceError, match="最多读 32 个词元"):
        read(model, tokenizer, longest + "猫", checkpoint="x")


def test_roberta_s_own_marks_may_not_be_typed_either(fetched):
    checkpoint, _ = fetched("RoBERTa")
    model, tokenizer = load(checkpoint)
    with pytest.raises(SentenceError, match="</s> 是模型自己加的记号"):
        read(model, tokenizer, "小猫</s>跑", checkpoint="x")


def test_electra_s_discriminator_has_attention_but_no_head_that_guesses(tmp_path, monkeypatch):
    size = bert_tokenizer(tmp_path)
    config = ElectraConfig(
        vocab_size=size,
        embedding_size=6,
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
    )
    ElectraForPreTraining(config).save_pretrained(tmp_path)
    model, tokenizer = load(Checkpoint("own", "own", str(tmp_path), "", 2, 2))
    assert model.untrained_head
    reading = read(model, tokenizer, SENTENCE, checkpoint="own", guesses=False)
    assert reading.guesses == () and reading.weights.shape[:2] == (2, 2)


def test_a_family_without_bidirectional_attention_is_refused(tmp_path):
    from transformers import GPT2Config, GPT2LMHeadModel

    from lib.model.checkpoints import CheckpointError

    bert_tokenizer(tmp_path)
    GPT2LMHeadModel(GPT2Config(n_embd=8, n_layer=1, n_head=2)).save_pretrained(tmp_path)
    with pytest.raises(CheckpointError, match="或不是这里读得了的模型"):
        load(Checkpoint("own", "own", str(tmp_path), "", 1, 2))


# Does the head know Chinese?


def test_the_shipped_head_knows_chinese(shipped):
    assert blanks.knows(blanks.right(*shipped))


def test_a_random_head_does_not(fetched):
    model, tokenizer = load(fetched("BERT")[0])
    assert not blanks.knows(blanks.right(model, tokenizer))


def test_the_shipped_model_with_a_random_head_is_found_out(shipped):
    # The very encoder, and a head as a file saved without one gets it: all keys are there.
    import copy

    model, tokenizer = copy.deepcopy(shipped[0]), shipped[1]
    torch.manual_seed(0)
    transform = model.cls.predictions.transform.dense
    torch.nn.init.normal_(transform.weight, std=0.02)
    assert not blanks.knows(blanks.right(model, tokenizer))


def test_half_of_the_blanks_are_enough_and_fewer_are_not():
    assert blanks.knows(5) and not blanks.knows(4)
    assert len(blanks.BLANKS) == 10
    for sentence, answer in blanks.BLANKS:
        assert sentence.count("[MASK]") == 1 and len(answer) == 1


@pytest.mark.parametrize(("place", "right"), [(10, 10), (11, 0)])
def test_an_answer_counts_among_the_first_ten_guesses(tokenizer, place, right):
    answers = iter(tokenizer.convert_tokens_to_ids([answer for _, answer in blanks.BLANKS]))

    def model(input_ids, **_):
        logits, answer = torch.zeros(len(tokenizer)), next(answers)
        better = [i for i in range(place) if i != answer][: place - 1]
        logits[better], logits[answer] = 2, 1
        return SimpleNamespace(logits=logits.expand(1, input_ids.shape[1], -1))

    assert blanks.right(model, tokenizer) == right


def test_hub_is_the_only_way_in(fetched):
    assert hub_files.folder_of("somebody/never-downloaded", "b" * 40) is None
