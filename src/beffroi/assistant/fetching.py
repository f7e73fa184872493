"""Fetching pages of one host, politely: robots.txt, a pause between requests, limits, only what changed."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import TracebackType
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from beffroi.assistant.addresses import WebAddress, outside, read_address
from beffroi.assistant.errors import AddressRefused, PageUnread

GONE, SAME, REFUSED = {404, 410}, 304, range(400, 500)


@dataclass(frozen=True)
class Politeness:
    """Who asks, how often and how much (``data/fetching.toml``): seconds, bytes, counts."""

    agent: str
    wait: float
    longest_wait: float
    timeout: float
    limit: float
    bytes: int
    archive_bytes: int
    pages: int
    sitemaps: int
    redirects: int


@cache
def politeness() -> Politeness:
    """Return the dated limits."""
    text = files("beffroi.assistant").joinpath("data/fetching.toml").read_text(encoding="utf-8")
    return Politeness(**tomllib.loads(text))


@dataclass(frozen=True)
class Fetched:
    """A page: its content, or that it is the same as before, or gone. type: as the server says it, in small letters."""

    url: str
    content: bytes = b""
    type: str = ""
    etag: str = ""
    modified: str = ""
    same: bool = False
    gone: bool = False


@dataclass
class Fetcher:
    """Fetches from one host. inside: hosts of the inside network that the operator allows; wait: pause [s]."""

    host: str
    inside: Collection[str] = ()
    wait: float | None = None
    _client: httpx.Client = field(init=False)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict, init=False)
    _asked: float = field(default=float("-inf"), init=False)

    def __enter__(self) -> Fetcher:
        told = politeness()
        # no proxy and no jar of the machine: what is called is the number that was checked
        self._client = httpx.Client(
            timeout=told.timeout, follow_redirects=False, trust_env=False, headers={"User-Agent": told.agent}
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def fetch(self, url: str, *, etag: str = "", modified: str = "", most: int | None = None) -> Fetched:
        """Fetch a page, unless it is as it was. most: bytes. Raises AddressRefused, PageUnread."""
        address = self._own(url)
        if not self._may_read(address):
            raise AddressRefused(f"Le site demande aux robots de ne pas lire {address.url} (robots.txt).")
        asked = {"If-None-Match": etag} if etag else {"If-Modified-Since": modified} if modified else {}
        return self._follow(address, asked, most or politeness().bytes)

    def _own(self, url: str) -> WebAddress:
        address = read_address(url)
        if address.host != self.host:
            raise AddressRefused(f"« {address.host} » n'est pas le site lu ({self.host}) : cette page est laissée.")
        return address

    def _follow(self, address: WebAddress, asked: dict[str, str], most: int) -> Fetched:
        for _ in range(politeness().redirects + 1):
            with self._answer(address, asked) as response:
                if response.has_redirect_location:
                    address = self._own(urljoin(address.url, response.headers.get("location", "")))
                    continue
                return self._page(address, response, most)
        raise PageUnread(f"{address.url} renvoie sans fin d'une adresse à une autre.")

    @contextmanager
    def _answer(self, address: WebAddress, headers: dict[str, str]) -> Iterator[httpx.Response]:
        number = outside(address.host, address.port, inside=self.inside)
        self._pause(address)
        parts = urlsplit(address.url)
        url = httpx.URL(address.url).copy_with(host=number)
        told = {**headers, "Host": parts.netloc}
        request = self._client.build_request("GET", url, headers=told, extensions={"sni_hostname": address.host})
        try:
            response = self._client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PageUnread(f"{address.url} ne répond pas : réessai à la prochaine lecture.") from error
        try:
            yield response
        finally:
            response.close()

    def _pause(self, address: WebAddress) -> None:
        told = politeness()
        known = self._robots.get(_root(address))
        delay = known.crawl_delay(told.agent) if known else None
        wait = told.wait if self.wait is None else self.wait
        due = self._asked + max(wait, min(float(delay or 0), told.longest_wait))
        time.sleep(max(0.0, due - time.monotonic()))
        self._asked = time.monotonic()

    def _page(self, address: WebAddress, response: httpx.Response, most: int) -> Fetched:
        if response.status_code == SAME:
            return Fetched(address.url, same=True)
        if response.status_code in GONE:
            return Fetched(address.url, gone=True)
        if response.is_error:
            refused = PageUnread(f"{address.url} répond par l'erreur {response.status_code}.")
            refused.status = response.status_code
            raise refused
        return Fetched(
            address.url,
            _content(address, response, most),
            type=response.headers.get("content-type", "").split(";")[0].strip().lower(),
            etag=response.headers.get("etag", "")[:200],
            modified=response.headers.get("last-modified", "")[:60],
        )

    def _may_read(self, address: WebAddress) -> bool:
        root = _root(address)
        if root not in self._robots:
            self._robots[root] = self._read_robots(root)
        return self._robots[root].can_fetch(politeness().agent, address.url)

    def _read_robots(self, root: str) -> RobotFileParser:
        """Read what the site asks of robots (RFC 9309): without such a file all is open, where it fails nothing is."""
        parser = RobotFileParser()
        try:
            found = self._follow(read_address(f"{root}/robots.txt"), {}, 500_000)
        except PageUnread as error:
            parser.parse([] if error.status in REFUSED else ["User-agent: *", "Disallow: /"])
            return parser
        parser.parse(found.content.decode("utf-8", "replace").splitlines())
        return parser


def _root(address: WebAddress) -> str:
    parts = urlsplit(address.url)
    return f"{parts.scheme}://{parts.netloc}"


def _content(address: WebAddress, response: httpx.Response, most: int) -> bytes:
    end, content = time.monotonic() + politeness().limit, bytearray()
    try:
        for piece in response.iter_bytes():
            content += piece
            if len(content) > most or time.monotonic() > end:
                raise PageUnread(f"{address.url} est trop grande ou trop lente : déposez le document à la main.")
    except httpx.HTTPError as error:
        raise PageUnread(f"{address.url} s'est interrompue : réessai à la prochaine lecture.") from error
    return bytes(content)
