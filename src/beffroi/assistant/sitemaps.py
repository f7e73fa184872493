"""The addresses that a site's own map lists."""

from __future__ import annotations

import zlib

from lxml import etree

from beffroi.assistant.addresses import read_address
from beffroi.assistant.errors import AddressRefused, PageUnread
from beffroi.assistant.fetching import Fetcher, politeness

UNPACKED = 50_000_000
KINDS = {"urlset", "sitemapindex"}
NO_MAP = "{url} n'est pas un plan de site (sitemap XML) : vérifiez l'adresse."


def addresses_of(sitemap: str, fetcher: Fetcher) -> list[str]:
    """Return the pages of the same host that a sitemap lists, and the maps that it points to; each once, in order.

    Raises AddressRefused, PageUnread.
    """
    waiting, read, found = [sitemap], 0, dict[str, None]()
    while waiting and read < politeness().sitemaps and len(found) < politeness().pages:
        root = _parsed(waiting.pop(0), fetcher)
        read += 1
        kind = etree.QName(root).localname
        if kind not in KINDS:
            raise PageUnread(NO_MAP.format(url=sitemap))
        for place in root.iter("{*}loc"):
            url = _own((place.text or "").strip(), fetcher.host)
            if url and kind == "sitemapindex":
                waiting.append(url)
            elif url:
                found[url] = None
    return list(found)[: politeness().pages]


def _own(url: str, host: str) -> str:
    try:
        address = read_address(url)
    except AddressRefused:
        return ""
    return address.url if address.host == host else ""


def _parsed(url: str, fetcher: Fetcher) -> etree._Element:
    got = fetcher.fetch(url, most=politeness().archive_bytes)
    if got.gone:
        raise PageUnread(f"{url} n'existe plus : indiquez l'adresse actuelle du plan du site.")
    content = _unpacked(got.content, url)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise PageUnread(NO_MAP.format(url=url)) from error


def _unpacked(content: bytes, url: str) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(content, UNPACKED)
    except zlib.error as error:
        raise PageUnread(f"{url} est abîmé : réessai à la prochaine lecture.") from error
    return unpacked
