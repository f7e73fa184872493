import datetime as dt
import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from beffroi.engines.search import Entry, Passage, Store, connect
from beffroi.engines.search.errors import StoreMissing, StoreOfAnother, StoreUnknown, StoreUnreadable

SWIMMING = Entry("piscine.pdf", "Piscine", (Passage("La piscine ouvre à 9 h.", 1), Passage("Fermée le lundi.", 2)))
MARKET = Entry(
    "marche.html", "Marché", (Passage("Le marché a lieu le samedi."),), date=dt.date(2026, 1, 2), public=False
)


def addresses() -> list[str]:
    server = os.environ.get("BEFFROI_TEST_POSTGRES", "")
    return ["file", "memory:", *([server] if server else [])]


@pytest.fixture(params=addresses())
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    address = str(tmp_path / "ville.sqlite3") if request.param == "file" else request.param
    opened = connect(address, tenant=f"t{uuid.uuid4().hex[:8]}", create=True)
    opened.put([SWIMMING, MARKET], with_titles=True)
    yield opened
    opened.close()


def test_documents_come_back_as_they_were_put(store: Store) -> None:
    assert store.entries() == [replace(MARKET, passages=()), replace(SWIMMING, passages=())]
    texts = store.texts([row.number for row in store.rows()])
    assert sorted((one.text, one.page) for one in texts.values()) == [
        ("Fermée le lundi.", 2),
        ("La piscine ouvre à 9 h.", 1),
        ("Le marché a lieu le samedi.", None),
    ]


def test_a_document_put_again_takes_the_place_of_the_first(store: Store) -> None:
    store.put([replace(SWIMMING, passages=(Passage("Fermée.", 1),))], with_titles=True)
    assert [row.source for row in store.rows()] == ["marche.html", "piscine.pdf"]


def test_delete_means_gone(store: Store) -> None:
    store.keep("words", b"piscine")
    store.delete(["piscine.pdf"])
    assert {row.source for row in store.rows()} == {"marche.html"}
    assert store.kept("words") is None


def test_vectors_are_awaited_until_they_are_there(store: Store) -> None:
    waiting = store.waiting(most=10)
    assert "Piscine\nLa piscine ouvre à 9 h." in [one.text for one in waiting]
    store.put_vectors({one.number: b"\0\0" for one in waiting})
    assert list(store.waiting(most=10)) == []
    store.forget_vectors()
    assert len(store.waiting(most=10)) == 3


def test_past_the_first_passages_of_a_sheet_no_vector_is_awaited() -> None:
    store = connect("memory:", tenant="t")
    store.put([Entry("F1", "Fiche", tuple(Passage(f"Passage {n}.") for n in range(30)), sheet=True)], with_titles=True)
    assert len(store.waiting(most=100)) == 12


def test_without_titles_nothing_to_embed_holds_one() -> None:
    store = connect("memory:", tenant="t")
    store.put([SWIMMING], with_titles=False)
    assert [one.text for one in store.waiting(most=10)] == ["La piscine ouvre à 9 h.", "Fermée le lundi."]


def test_what_is_deleted_is_gone_from_the_file_too(tmp_path: Path) -> None:
    path = tmp_path / "ville.sqlite3"
    store = connect(str(path), tenant="t", create=True)
    store.put([SWIMMING], with_titles=True)
    assert b"Ferm\xc3\xa9e le lundi" in path.read_bytes()
    store.delete(["piscine.pdf"])
    store.close()
    assert b"Ferm\xc3\xa9e le lundi" not in path.read_bytes()


def test_another_tenant_does_not_open_the_store(tmp_path: Path) -> None:
    connect(str(tmp_path / "ville.sqlite3"), tenant="suresnes", create=True).close()
    with pytest.raises(StoreOfAnother):
        connect(str(tmp_path / "ville.sqlite3"), tenant="nanterre")


def test_a_store_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="beffroi assistant index"):
        connect(str(tmp_path / "rien"), tenant="t")


def test_a_file_of_another_kind_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("bonjour " * 200, encoding="utf-8")
    with pytest.raises(StoreUnreadable):
        connect(str(tmp_path / "notes.txt"), tenant="t")


def test_an_address_that_means_nothing_is_told() -> None:
    with pytest.raises(StoreUnknown):
        connect("mysql://ville", tenant="t")
