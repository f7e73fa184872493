import datetime as dt
from pathlib import Path

from beffroi.engines.documents import read_here
from engines.documents.making import blocks, headings, tables, texts

PAGE = """<!doctype html><html lang="fr"><head><title>La  piscine</title>
<meta property="article:modified_time" content="2026-01-12T08:00:00+01:00">
<style>.loin { position: absolute; left: -9999px } .gris, #note { color: #fff } .fond { background: #003366 }
@media print { p { display: none } }</style><script>var secret = "non";</script></head>
<body><nav><a href="/">Accueil</a></nav><header>Site de la ville</header>
<main><h1>La piscine</h1><p>Elle ouvre <b>à 10 h</b>.<br>Fermée le lundi.</p>
<!-- commentaire -->
<ul><li>Adultes : 3,50 €</li><li>Enfants : 2 €</li></ul>
<table><caption>Tarifs</caption><tr><th>Âge</th><th>Prix</th></tr><tr><td>12 ans</td><td>2 €</td></tr></table>
<div style="display:none">Caché par un style</div><p class="loin">Hors de la page</p>
<p class="gris">Blanc sur blanc</p><div class="fond"><p class="gris">Blanc sur bleu</p></div>
<p>Avec <span style="font-size:0">rien</span> dedans</p><p hidden>Attribut</p>
<p style="color:#ffffff;background-color:#fefefe">Presque blanc</p></main>
<footer>Mentions légales</footer></body></html>"""


def test_the_main_part_is_read_and_what_nobody_sees_is_told(tmp_path: Path) -> None:
    path = tmp_path / "piscine.html"
    path.write_text(PAGE, encoding="utf-8")
    read = read_here(path)
    assert (read.title, read.date, read.format) == ("La piscine", dt.date(2026, 1, 12), "html")
    assert headings(read) == [(1, "La piscine")]
    assert tables(read) == [(("Âge", "Prix"), ("12 ans", "2 €"))]
    assert texts(read) == [
        "La piscine",
        "Elle ouvre à 10 h. Fermée le lundi.",
        "Adultes : 3,50 €",
        "Enfants : 2 €",
        "Tarifs",
        "Âge | Prix\n12 ans | 2 €",
        "Blanc sur bleu",
        "Avec dedans",
    ]
    hidden = ["Caché par un style", "Hors de la page", "Blanc sur blanc", "rien", "Attribut", "Presque blanc"]
    assert texts(read, hidden=True) == hidden
    assert [block.kind for block in blocks(read)].count("list") == 2


def test_a_page_without_a_main_part_is_read_whole_save_its_menu(tmp_path: Path) -> None:
    path = tmp_path / "page.htm"
    path.write_text(
        "<html><body><nav>Menu</nav><div>Un <i>mot</i><p>Deux</p>trois</div></body></html>", encoding="utf-8"
    )
    assert texts(read_here(path)) == ["Un mot", "Deux", "trois"]


def test_a_damaged_style_sheet_does_not_stop_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<html><style>p[[[ { display: none } } @@ {{{</style><body><p>Lu</p></body></html>", encoding="utf-8"
    )
    assert texts(read_here(path)) == ["Lu"]
