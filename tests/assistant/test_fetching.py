"""Pages of a town's own site: what may be asked, how politely, what changed and what is gone."""

from collections.abc import Iterator

import pytest

from assistant.site import Site, serving
from beffroi.assistant.addresses import outside, read_address
from beffroi.assistant.errors import AddressRefused, PageUnread
from beffroi.assistant.fetching import Fetcher
from beffroi.assistant.sitemaps import addresses_of

INSIDE = (
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1", "224.0.0.1"),
    *("2002:a00:1::", "64:ff9b::a00:1", "::1", "::ffff:10.0.0.1", "fd00::1"),
)
PAGE = ("text/html; charset=utf-8", "<html><body><p>La piscine ouvre à 10 h.</p></body></html>")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site({"/piscine": PAGE})) as open_site:
        yield open_site


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    with Fetcher("localhost", inside={"localhost"}, wait=0.0) as ours:
        yield ours


def test_a_page_is_fetched_once_and_then_only_if_it_changed(site: Site, fetcher: Fetcher) -> None:
    first = fetcher.fetch(f"{site.address}/piscine")
    assert (first.type, b"10 h" in first.content) == ("text/html", True)
    assert fetcher.fetch(f"{site.address}/piscine", etag=first.etag).same
    site.pages["/piscine"] = (PAGE[0], "<p>La piscine ouvre à 11 h.</p>")
    assert b"11 h" in fetcher.fetch(f"{site.address}/piscine", etag=first.etag).content


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_no_more_is_gone(site: Site, fetcher: Fetcher, status: int) -> None:
    site.pages["/piscine"] = status
    assert fetcher.fetch(f"{site.address}/piscine").gone


def test_an_error_of_the_server_is_not_taken_for_a_page_that_is_gone(site: Site, fetcher: Fetcher) -> None:
    site.pages["/piscine"] = 500
    with pytest.raises(PageUnread, match="erreur 500"):
        fetcher.fetch(f"{site.address}/piscine")


def test_what_robots_may_not_read_is_not_asked_for(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = ("text/plain", "User-agent: *\nDisallow: /prive/")
    site.pages["/prive/x"] = PAGE
    with pytest.raises(AddressRefused, match="robots"):
        fetcher.fetch(f"{site.address}/prive/x")
    assert fetcher.fetch(f"{site.address}/piscine").content
    assert [path for path, _ in site.asked] == ["/robots.txt", "/piscine"]


def test_rules_for_robots_that_are_refused_leave_all_open(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = 403
    assert fetcher.fetch(f"{site.address}/piscine").content


def test_where_the_rules_for_robots_cannot_be_read_nothing_is(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = 503
    with pytest.raises(AddressRefused, match="robots"):
        fetcher.fetch(f"{site.address}/piscine")


def test_redirections_stay_on_the_site_and_end(site: Site, fetcher: Fetcher) -> None:
    site.pages |= {"/a": "/piscine", "/b": "http://127.0.0.1:1/", "/c": "/c"}
    assert fetcher.fetch(f"{site.address}/a").url.endswith("/piscine")
    with pytest.raises(AddressRefused, match="n'est pas le site lu"):
        fetcher.fetch(f"{site.address}/b")
    with pytest.raises(PageUnread, match="sans fin"):
        fetcher.fetch(f"{site.address}/c")


def test_a_page_past_the_limit_is_left(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(PageUnread, match="trop grande"):
        fetcher.fetch(f"{site.address}/piscine", most=20)


def test_a_machine_of_the_inside_network_is_refused_unless_the_operator_allows_it(site: Site) -> None:
    with Fetcher("localhost", wait=0.0) as ours, pytest.raises(AddressRefused, match="réseau intérieur"):
        ours.fetch(f"{site.address}/piscine")
    assert site.asked == []


@pytest.mark.parametrize("host", INSIDE)
def test_numbers_of_the_inside_network_are_refused(host: str) -> None:
    with pytest.raises(AddressRefused, match="réseau intérieur"):
        outside(host, 80)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://ville.fr", "http://moi:mot@ville.fr/", "http://", "http://ville.fr:x/"]
)
def test_only_plain_web_addresses_are_read(address: str) -> None:
    with pytest.raises(AddressRefused):
        read_address(address)


def test_an_address_is_brought_to_one_form() -> None:
    assert read_address(" HTTPS://Ville.FR:443/a?b=1#c ").url == "https://ville.fr/a?b=1"


def test_a_sitemap_lists_the_pages_of_its_own_host(site: Site, fetcher: Fetcher) -> None:
    listed = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{site.address}/piscine</loc></url>"
    listed += "<url><loc>https://ailleurs.example/x</loc></url></urlset>"
    site.pages["/pages.xml"] = ("text/xml", listed)
    site.pages["/sitemap.xml"] = (
        "text/xml",
        f"<sitemapindex><sitemap><loc>{site.address}/pages.xml</loc></sitemap></sitemapindex>",
    )
    assert addresses_of(f"{site.address}/sitemap.xml", fetcher) == [f"{site.address}/piscine"]
    with pytest.raises(PageUnread, match="n'est pas un plan"):
        addresses_of(f"{site.address}/piscine", fetcher)
    with pytest.raises(PageUnread, match="n'existe plus"):
        addresses_of(f"{site.address}/rien.xml", fetcher)


def test_requests_are_spaced(site: Site) -> None:
    import time

    with Fetcher("localhost", inside={"localhost"}, wait=0.1) as ours:
        start = time.monotonic()
        ours.fetch(f"{site.address}/piscine")
        ours.fetch(f"{site.address}/piscine")
    assert time.monotonic() - start >= 0.2
