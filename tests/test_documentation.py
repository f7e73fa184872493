import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from beffroi.__main__ import parser
from beffroi.catalogue import SERVICES

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
COMMAND = re.compile(r"^ {4}(beffroi .+)$", re.MULTILINE)
FILLED = {"DIR": "ville", "DIR2": "ville2", "FILE": "fichier", "DATE": "2017-01-02", "...": "2017-01-02"}


def commands() -> list[tuple[str, str]]:
    return [(page.name, line) for page in PAGES for line in COMMAND.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "line"), commands())
def test_every_command_of_the_documentation_is_understood(page: str, line: str) -> None:
    arguments = shlex.split(line, comments=True)[1:]
    assert parser().parse_args(arguments).run, page


def test_the_documentation_shows_commands() -> None:
    assert len(commands()) >= 8


def names(top: argparse.ArgumentParser) -> Iterator[str]:
    """Every complete command, as it is typed."""
    nested = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    for action in nested:
        for below in action.choices.values():
            yield from names(below)
    if not nested:
        yield top.prog


@pytest.mark.parametrize("name", list(names(parser())))
def test_every_command_is_shown_in_the_documentation(name: str) -> None:
    assert any(line == name or line.startswith(f"{name} ") for _, line in commands())


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_service_has_its_page(service: object) -> None:
    assert (ROOT / f"docs/services/{service.name}.md").is_file()  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
