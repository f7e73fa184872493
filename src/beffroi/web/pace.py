"""``beffroi bench --pages``: how fast the pages of the demo answer, under steady load with jobs at work."""

from __future__ import annotations

import http.cookiejar
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from beffroi.territory.errors import BadInput
from beffroi.web.demo import PASSWORD

ADMIN, WATER_ADMIN = "admin@demo.example", "regie@demo.example"
TOWN, WATER = "les-tilleuls", "eaux-du-val"
WARM_ROUNDS = 3
LARGE = "port-clair"
PAGES: Sequence[str] = (
    "/accessibilite/",
    "/mentions/",
    "/compte/",
    f"/{TOWN}/",
    f"/{TOWN}/cantines/",
    f"/{TOWN}/cantines/?imprimer",
    f"/{TOWN}/cantines/precision/",
    f"/{TOWN}/cantines/greve/",
    f"/{TOWN}/cantines/fichiers/",
    f"/{TOWN}/cantines/prevoir/",
    f"/{TOWN}/cantines/reglages/",
    f"/{TOWN}/travaux/",
    f"/{TOWN}/journal/",
    f"/{TOWN}/registre/",
    f"/{TOWN}/reglages/",
    f"/{LARGE}/registre/",
    f"/{WATER}/",
    f"/{WATER}/eau/",
    f"/{WATER}/eau/fuites/",
    f"/{WATER}/eau/nuits/",
    f"/{WATER}/eau/reseau/",
    f"/{WATER}/eau/tournees/",
    f"/{WATER}/eau/indicateurs/",
    f"/{WATER}/eau/indicateurs/saisir/",
    f"/{WATER}/eau/capteurs/",
    f"/{WATER}/registre/",
)


class ServerSilent(BadInput):
    """The demo did not open in time, or a page did not answer as it should."""


@dataclass(frozen=True)
class Pace:
    """How one page answered. Times [ms]."""

    page: str
    count: int
    median: float
    p95: float
    worst: float


def measure_pages(folder: Path, *, rate: float = 20.0, seconds: float = 60.0, jobs: int = 2) -> list[Pace]:
    """Open the demo of a folder, keep ``jobs`` workers forecasting, ask pages at ``rate`` a second.

    The load is open: a request leaves at its time whether or not the one before has come back.
    Raises ServerSilent.
    """
    with _opened(folder) as address, _busy(folder, jobs):
        browser = Visitor(address)
        pages = _answering(browser, address)
        for page in pages * WARM_ROUNDS:
            _ask(browser, address + page)
        return _asked(browser, address, pages, rate=rate, count=int(rate * seconds))


def lines(paces: Sequence[Pace]) -> Iterator[str]:
    """Return the table for a terminal."""
    yield f"{'page':44}{'demandes':>9}{'médiane':>10}{'p95':>10}{'pire':>10}   [ms]"
    for pace in paces:
        yield f"{pace.page:44}{pace.count:>9}{pace.median:>10.0f}{pace.p95:>10.0f}{pace.worst:>10.0f}"


@contextmanager
def _opened(folder: Path) -> Iterator[str]:
    """Open the demo, without its own worker; give its address."""
    command = [sys.executable, "-m", "beffroi", "demo", "--out", str(folder), "--no-worker"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        yield _address(child)
    finally:
        child.terminate()
        child.wait()


def _address(child: subprocess.Popen[str]) -> str:
    for line in child.stdout or ():
        found = re.search(r"http://\S+(?=/ )", line)
        if found:
            return found[0]
    raise ServerSilent("La démonstration ne s'est pas ouverte : lancez ./run demo pour voir pourquoi.")


@contextmanager
def _busy(folder: Path, jobs: int) -> Iterator[None]:
    """Keep workers at work on evaluations of the large town."""
    command = [sys.executable, "-m", "beffroi", "demo", "--out", str(folder), "--town", LARGE, "--again"]
    children = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(jobs)]
    try:
        yield
    finally:
        for child in children:
            child.terminate()
            child.wait()


class Visitor:
    """The administrators of the town and of the water syndicate, each signed in to their own pages."""

    def __init__(self, address: str) -> None:
        self._water, self._town = (_signed_in(address, email) for email in (WATER_ADMIN, ADMIN))

    def open(self, address: str) -> Any:
        """Open a page as the one whose it is."""
        return (self._water if f"/{WATER}/" in address else self._town).open(address)


def _signed_in(address: str, email: str) -> urllib.request.OpenerDirector:
    """Sign in through the page, as a person does."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = browser.open(f"{address}/connexion/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    if token is None:
        raise ServerSilent("La page de connexion n'a pas de formulaire.")
    fields = {"csrfmiddlewaretoken": token[1], "username": email, "password": PASSWORD}
    browser.open(f"{address}/connexion/", urllib.parse.urlencode(fields).encode()).read()
    return browser


def _answering(browser: Visitor, address: str) -> list[str]:
    """Return the pages, the days and the jobs among them."""
    week = browser.open(f"{address}/{TOWN}/cantines/").read().decode()
    days = sorted(set(re.findall(rf"/{TOWN}/cantines/jour/[0-9-]+/", week)))
    return [*PAGES, *days[:2]]


def _ask(browser: Visitor, address: str) -> float:
    """Return the time of one page [s]."""
    began = time.monotonic()
    with browser.open(address) as answer:
        answer.read()
        if "/connexion/" in answer.url:
            raise ServerSilent(f"{address} renvoie à la connexion.")
    return time.monotonic() - began


def _asked(browser: Visitor, address: str, pages: list[str], *, rate: float, count: int) -> list[Pace]:
    times: dict[str, list[float]] = defaultdict(list)
    threads = []
    began = time.monotonic()
    for number, page in enumerate(islice(cycle(pages), count)):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        thread = threading.Thread(target=lambda page=page: times[page].append(_ask(browser, address + page)))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return [_pace(page, times[page]) for page in pages]


def _pace(page: str, seconds: list[float]) -> Pace:
    found = sorted(1000 * value for value in seconds)
    if len(found) < 2:
        raise ServerSilent(f"{page} n'a pas répondu.")
    return Pace(page, len(found), statistics.median(found), statistics.quantiles(found, n=20)[-1], found[-1])
