"""The town's web pages and its mail."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from beffroi.assistant.simulate.texts import Block, Bullets, Grid, Heading, Hidden, Paragraph, typographic
from beffroi.assistant.simulate.town import TownDocument

NINE_O_CLOCK = dt.time(9, 12)
PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>{title} - Brémontel-sur-Aune</title>
<meta name="date" content="{date}">
<style>body {{ font-family: sans-serif; max-width: 60em; margin: auto }} td, th {{ border: 1px solid #999 }}</style>
</head>
<body>
<header><nav><ul><li><a href="/">Accueil</a></li><li><a href="/mairie">La mairie</a></li>
<li><a href="/demarches">Démarches</a></li><li><a href="/sortir">Sortir</a></li></ul></nav></header>
<main>
{body}
</main>
<footer><p>Hôtel de ville, 1 place du Beffroi, 00420 Brémontel-sur-Aune. <a href="/mentions">Mentions légales</a></p>
<script>document.documentElement.dataset.visite = "1";</script></footer>
</body>
</html>
"""


def render_html(document: TownDocument) -> bytes:
    """Return the document as a page of the town's site, with its menu and its foot."""
    body = "\n".join(_element(block) for block in document.blocks)
    page = PAGE.format(title=_text(document.title), date=document.date.isoformat(), body=body)
    return page.encode()


def _text(text: str) -> str:
    return escape(typographic(text, curly=False), quote=False)


def _element(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{_text(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{_text(block.text)}</p>"
    if isinstance(block, Bullets):
        return "<ul>" + "".join(f"<li>{_text(item)}</li>" for item in block.items) + "</ul>"
    if isinstance(block, Grid):
        return _table(block)
    return _hidden(block)


def _table(block: Grid) -> str:
    head = "".join(f'<th scope="col">{_text(text)}</th>' for text in block.headings)
    rows = "".join("<tr>" + "".join(f"<td>{_text(text)}</td>" for text in row) + "</tr>\n" for row in block.rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"


def _hidden(block: Hidden) -> str:
    """Two ways to hide are met in turn: not displayed, and white and minute."""
    style = "display:none" if len(block.text) % 2 else "color:#fff;background:#fff;font-size:1px"
    return f'<div style="{style}">{_text(block.text)}</div>'


def render_mail(document: TownDocument) -> bytes:
    """Return the document as a mail that was received."""
    mail = EmailMessage()
    mail["From"] = document.sender
    mail["To"] = document.recipient
    mail["Subject"] = document.title
    mail["Date"] = format_datetime(dt.datetime.combine(document.date, NINE_O_CLOCK, tzinfo=dt.UTC))
    mail["Message-ID"] = f"<{document.date:%Y%m%d}.1@bremontel.example>"
    mail.set_content("\n\n".join(block.text for block in document.blocks if isinstance(block, Paragraph)) + "\n")
    return mail.as_bytes()
