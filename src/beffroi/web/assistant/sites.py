"""The town's own pages and the national archive: fetched, kept as documents when they change, gone when they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from beffroi.assistant.addresses import read_address
from beffroi.assistant.fetching import Fetched, Fetcher, politeness
from beffroi.assistant.sitemaps import addresses_of
from beffroi.territory.errors import BadInput
from beffroi.web.assistant.models import Document, Origin, Site, SiteKind
from beffroi.web.assistant.sources import Sent, keep, withdraw
from beffroi.web.platform.models import Tenant

SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
UNSAFE = re.compile(r"[^\w.-]+")
LONGEST_NAME, MOST_TROUBLES = 180, 5


def read_site(tenant: Tenant, site: Site) -> int:
    """Fetch what changed at an address, let go what is gone; return how many documents changed.

    What cannot be fetched this time stays as it was, and is told in ``site.trouble``.
    """
    troubles: list[str] = []
    seen: set[str] = set()
    changed = 0
    try:
        with Fetcher(read_address(site.address).host, inside=settings.INSIDE, wait=settings.FETCH_WAIT) as fetcher:
            for url in _listed(site, fetcher):
                changed += _one(tenant, site, url, fetcher, seen=seen, troubles=troubles)
        changed += _let_go(tenant, site, seen)
    except BadInput as error:
        troubles.insert(0, str(error))
    site.looked_at, site.found = timezone.now(), Document.objects.filter(site=site, current=True).count()
    site.trouble = "\n".join(troubles[:MOST_TROUBLES])
    site.save(update_fields=["looked_at", "found", "trouble"])
    return changed


def _listed(site: Site, fetcher: Fetcher) -> Iterator[str]:
    yield from addresses_of(site.address, fetcher) if site.kind == SiteKind.SITEMAP else [site.address]


def _one(tenant: Tenant, site: Site, url: str, fetcher: Fetcher, *, seen: set[str], troubles: list[str]) -> int:
    known: Document | None = Document.objects.filter(site=site, url=url, current=True).first()
    etag, modified = (known.etag, known.modified) if known else ("", "")
    most = politeness().archive_bytes if site.kind == SiteKind.ARCHIVE else None
    try:
        found = fetcher.fetch(url, etag=etag, modified=modified, most=most)
    except BadInput as error:
        troubles.append(str(error))
        seen.add(url)  # not seen to be gone
        return 0
    if found.gone:
        return 0
    seen.add(url)
    return 0 if found.same else _kept(tenant, site, url, found, known)


def _kept(tenant: Tenant, site: Site, url: str, found: Fetched, known: Document | None) -> int:
    digest = hashlib.sha256(found.content).hexdigest()
    told: dict[str, object] = {"url": url, "etag": found.etag, "modified": found.modified, "site": site}
    if known and known.digest == digest:
        Document.objects.filter(pk=known.pk).update(etag=found.etag, modified=found.modified)
        return 0
    name = known.source if known else name_of(url, found.type)
    keep(tenant, Sent(name, found.content), digest=digest, known=known, told=told, origin=Origin.WEB)
    return 1


def _let_go(tenant: Tenant, site: Site, seen: set[str]) -> int:
    gone = list(Document.objects.filter(site=site, current=True).exclude(url__in=seen))
    for document in gone:
        withdraw(tenant, document)
    return len(gone)


def name_of(url: str, kind: str) -> str:
    """Return what a page is called among the documents: host and path, told apart by a fingerprint of its address."""
    parts = urlsplit(url)
    path = PurePosixPath(unquote(parts.path))
    words = [UNSAFE.sub("-", part).strip("-.") for part in (parts.netloc, *path.parts) if part != "/"]
    told = "-".join(filter(None, words))[:LONGEST_NAME]
    suffix = SUFFIXES.get(kind) or path.suffix[:6] or ".html"
    return f"{told.removesuffix(path.suffix)}-{hashlib.sha256(url.encode()).hexdigest()[:8]}{suffix}"


def forget_site(tenant: Tenant, site: Site) -> int:
    """Take an address away with all that was read there; return how many documents went."""
    found = list(Document.objects.filter(site=site, current=True))
    for document in found:
        withdraw(tenant, document)
    site.delete()
    return len(found)
