"""What several test files share: the shipped model, its eager twin, and Readings made by hand."""

import functools
import os

import hypothesis
import numpy as np
import pytest
from jaxtyping import install_import_hook

# Shapes that are written in types are checked in every call that a test makes.
SHAPED = (
    "lib.model.reading",
    "lib.heads.words",
    "lib.anatomy.importance",
    "lib.anatomy.whole_model",
    "lib.experiments.ablation",
    "lib.experiments.claims",
    "lib.experiments.contrast",
    "lib.experiments.luck",
    "lib.toy.learning",
    "lib.toy.multi_head",
)
install_import_hook(list(SHAPED), "beartype.beartype")

from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.model.intervention import NONE
from lib.model.loading import load
from lib.model.reading import Reading, Token
from lib.ui import moment

# On a busy machine a test may wait for its turn: no test asserts a time.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def pytest_configure():
    # Before torch is imported: on tensors this small a second thread only waits, three times
    # as long where the machine has other work.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # A model that comes by itself would be there in tests of what stands before any model does.
    os.environ.setdefault("MODEL_AHEAD", "0")


def pytest_collection_modifyitems(items):
    # The longest come first: no process waits for another's at the end, and what the tests of a
    # file share is made in one process only.
    first = ("visits", "pretraining")
    items.sort(key=lambda item: not any(room in item.path.parts for room in first))


@pytest.fixture(scope="session", autouse=True)
def no_browser_to_wait_for():
    """The moment in which a browser draws the first picture of a visit."""
    moment.MOMENT = 0.0


@pytest.fixture(scope="session", autouse=True)
def packages_read_once():
    """Each AppTest is a new runtime, which reads every installed package for components: 0.5 s."""
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = functools.cache(
        manifest_scanner.scan_component_manifests
    )


@pytest.fixture(scope="session")
def shipped():
    """(model, tokenizer) of the checkpoint in the repository, attending through lib.attention."""
    return load(CATALOGUE[SHIPPED])


@pytest.fixture(scope="session")
def tokenizer(shipped):
    return shipped[1]


@pytest.fixture(scope="session")
def limit(shipped) -> int:
    return shipped[0].config.max_position_embeddings


@pytest.fixture(scope="session")
def eager():
    """The same weights in plain transformers, which knows nothing of this project."""
    import torch
    from transformers import AutoModelForMaskedLM

    return AutoModelForMaskedLM.from_pretrained(
        CATALOGUE[SHIPPED].folder,
        dtype=torch.float32,
        attn_implementation="eager",
        local_files_only=True,
    ).eval()


@pytest.fixture(scope="session")
def read(shipped):
    """read(sentence, pair=None, change=…) by the shipped model."""
    from lib.model import bert

    return functools.partial(bert.read, *shipped, checkpoint=SHIPPED)


@pytest.fixture
def made():
    """made("你好", weights): a Reading with the weights (layers, heads, n + 2, n + 2) given.

    One token a character, between [CLS] and [SEP]; everything but tokens and weights is zero.
    """

    def make(sentence: str, weights=None) -> Reading:
        n = len(sentence) + 2
        tokens = [Token(c, c.lower(), i, i + 1, 0) for i, c in enumerate(sentence)]
        ends = (Token(name, name, 0, 0, 0, special=True) for name in ("[CLS]", "[SEP]"))
        weights = np.eye(n)[None, None] if weights is None else np.asarray(weights, float)
        assert weights.shape[-2:] == (n, n)
        vectors = np.zeros((*weights.shape[:2], n, 3))
        return Reading(
            sentence=sentence,
            pair=None,
            checkpoint="made by hand",
            change=NONE,
            tokens=(next(ends), *tokens, next(ends)),
            guesses=(),
            query=vectors,
            key=vectors,
            value=vectors,
            weights=weights,
            context=vectors,
        )

    return make
