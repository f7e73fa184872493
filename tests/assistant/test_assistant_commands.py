import json
from collections.abc import Callable
from pathlib import Path

import pytest

SHEETS = [
    {"id": "F1", "title": "Carte grise", "url": "https://ville.example/F1", "date": "2026-01-02"}
    | {"text": "Le duplicata de la carte grise se demande en ligne, avec une déclaration de perte."},
    {
        "id": "F2",
        "title": "Déchets",
        "text": "Les ordures ménagères sont ramassées le mardi matin.",
        "date": "2025-05-01",
    },
]
QUESTIONS = [
    {"id": "q1", "question": "Comment demander un duplicata de carte grise ?", "gold": ["F1"], "kind": "sheet"},
    {"id": "q2", "question": "Quel jour ramasse-t-on les poubelles ?", "gold": ["F2"], "kind": "sheet"},
    {"id": "q3", "question": "Qui a peint la Joconde ?", "gold": [], "answerable": False, "kind": "none"},
]
WORDS = ("--embeddings", "none:")


def lines(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    return lines(tmp_path / "fiches.jsonl", SHEETS)


def test_sheets_are_indexed_once_changed_and_forgotten(
    sheets: Path, tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "ville.sqlite3"
    for said in ("2 documents lus, 0 inchangé", "0 document lu, 2 inchangés"):
        assert beffroi("assistant", "index", sheets, "--store", store, *WORDS) == 0
        assert said in capsys.readouterr().out
    lines(sheets, SHEETS[:1])
    assert beffroi("assistant", "index", sheets, "--store", store, *WORDS) == 0
    assert "1 retiré" in capsys.readouterr().out
    assert b"ordures" not in store.read_bytes()


def test_ask_writes_the_keys_of_the_contract(
    sheets: Path, tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    beffroi("assistant", "index", sheets, "--store", tmp_path / "s", *WORDS)
    capsys.readouterr()
    assert beffroi("assistant", "ask", "duplicata de carte grise", "--store", tmp_path / "s", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["answer", "abstained", "citations", "conflict", "seconds", "wh"]
    assert list(found["citations"][0]) == ["source", "page", "date", "quote", "url", "score"]
    assert found["citations"][0] | {"score": 0} == {
        "source": "F1",
        "page": None,
        "date": "2026-01-02",
        "quote": SHEETS[0]["text"],
        "url": "https://ville.example/F1",
        "score": 0,
    }


def test_evaluate_gives_the_figures_and_every_answer(
    sheets: Path, tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    beffroi("assistant", "index", sheets, "--store", tmp_path / "s", "--without-titles", *WORDS)
    asked = lines(tmp_path / "q.jsonl", QUESTIONS)
    given = tmp_path / "f.json", tmp_path / "a.jsonl"
    options = ["--json", given[0], "--answers", given[1], "--today", "2026-03-10"]
    assert beffroi("assistant", "evaluate", asked, "--store", tmp_path / "s", *options) == 0
    figures = json.loads(given[0].read_text(encoding="utf-8"))
    assert (figures["recall@1"], figures["mrr"], figures["abstain_right"], figures["quote_verbatim"]) == (1, 1, 1, 1)
    assert figures["by_kind"]["sheet"]["questions"] == 2
    answers = [json.loads(line) for line in given[1].read_text(encoding="utf-8").splitlines()]
    assert [one["rank"] for one in answers] == [1, 1, None]


@pytest.mark.parametrize(
    ("written", "said"),
    [("{", "ce n'est pas du JSON"), ('{"id": "F1"}', "il manque id ou text"), ("[1]", "un objet JSON par ligne")],
)
def test_a_sheet_that_cannot_be_read_is_one_line(
    written: str, said: str, tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f.jsonl").write_text(written + "\n", encoding="utf-8")
    assert beffroi("assistant", "index", tmp_path / "f.jsonl", "--store", tmp_path / "s", *WORDS) == 2
    assert said in capsys.readouterr().err


def test_what_is_not_there_is_told(
    tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert beffroi("assistant", "index", tmp_path / "rien", "--store", tmp_path / "s") == 2
    assert "Source absente" in capsys.readouterr().err
    assert beffroi("assistant", "ask", "cantine", "--store", tmp_path / "rien") == 2
    assert "Base absente" in capsys.readouterr().err


def test_a_folder_is_read_and_what_cannot_be_is_told(
    tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "documents"
    (folder / "interne").mkdir(parents=True)
    page = "<html><title>Piscine</title><h1>Piscine</h1><p>La piscine ouvre à 9 h.</p></html>"
    (folder / "piscine.html").write_text(page, encoding="utf-8")
    note = "<html><h1>Note</h1><p>Le chlore de la piscine est sous clé.</p></html>"
    (folder / "interne" / "note.html").write_text(note, encoding="utf-8")
    (folder / "image.xyz").write_bytes(b"\0\1\2")
    assert beffroi("assistant", "index", folder, "--store", tmp_path / "s", *WORDS) == 0
    assert "Non lu : image.xyz" in capsys.readouterr().err
    for audience, sources in (("agent", {"piscine.html", "note.html"}), ("resident", {"piscine.html"})):
        beffroi("assistant", "ask", "chlore de la piscine", "--store", tmp_path / "s", "--audience", audience, "--json")
        found = json.loads(capsys.readouterr().out)
        assert {one["source"] for one in found["citations"]} == sources


def test_question_titles_are_drawn_once_each_and_another_draw_takes_others(
    tmp_path: Path, beffroi: Callable[..., int]
) -> None:
    records: list[dict[str, object]] = [
        {"id": f"F{n}", "title": f"Peut-on faire {n} ?", "text": "Oui.", "type": "Fiche Question-réponse"}
        for n in range(9)
    ]
    sheets = lines(
        tmp_path / "f.jsonl", [*records, {"id": "F99", "title": "Bail", "text": "", "type": "Fiche d'information"}]
    )
    drawn = []
    for skip in (0, 4):
        out = tmp_path / f"{skip}.jsonl"
        assert beffroi("assistant", "titles", sheets, "--skip", skip, "--count", 4, "--out", out) == 0
        drawn += [json.loads(line)["gold"][0] for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(set(drawn)) == 8
    assert "F99" not in drawn
