"""A real Chromium on a real server, signed in without a form."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from beffroi.web.platform.models import Person
from web.conftest import BY_PROVIDER

Visit = Callable[[Person | None], Page]


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    # playwright runs an event loop in this thread, where Django then refuses its database
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def live_server(static_files: None) -> Iterator[LiveServer]:
    """pytest-django's server with the middleware alone: its own handler knows no hashed names of style sheets."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda application: application
    server.start()
    yield server
    server.stop()


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Open a page as a person, or as a stranger."""
    contexts: list[BrowserContext] = []

    def open_page(person: Person | None) -> Page:
        context = chromium.new_context(base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris")
        contexts.append(context)
        if person:
            client = Client()
            client.force_login(person, backend=BY_PROVIDER)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
