"""A real browser for tests: it fails on any CSP violation, console error or foreign request.

    @pytest.mark.browser
    def test_something(visit, lin):
        page = visit(lin, "/desk/drafts/", theme="dark", width=360, language="zh-hans")
        page.get_by_role("link", name="…").click()
        axe(page)

`visit` signs the person in (None is an anonymous visitor), opens the path at the brand's desk and
watches the page until the test ends.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.plugins.chromium import chromium_path

AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Chromium reports a page's own 4xx answers as console errors; tests of those pages expect them.
# ERR_FAILED is what a test makes when it takes the network away.
ANSWERS = (
    "Failed to load resource: the server responded with a status of",
    "Failed to load resource: net::ERR_FAILED",
    # htmx says so when a fragment's reload gives way to what the person just did (hx-sync).
    "htmx:sendAbort",
    "htmx:afterRequest",
)

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module: while it is open its loop runs here, and no other one can."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine")
    # Playwright's loop runs in this thread, where Django would refuse the ORM.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open a page as somebody; see the module's docstring."""
    contexts, wrong = [], []

    def opened(
        user: Any,
        path: str,
        *,
        theme: str = "light",
        width: int = 1280,
        height: int = 860,
        language: str = "en",
        status: int = 200,
        before: Callable[[Page], None] | None = None,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale="zh-CN" if language.startswith("zh") else "en-GB",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_cookies(cookies(live_server.url, user, language))
        page = context.new_page()
        watch(page, live_server.url, wrong)
        if before is not None:
            before(page)
        if user is not None and path.startswith("/desk/"):
            path = f"/b/{request.getfixturevalue('brand').slug}{path}"
        answer = page.goto(live_server.url + path)
        assert answer is not None and answer.status == status, f"{path} answered {answer.status}"
        return page

    yield opened
    told = tuple(wrong)  # what taking the network away says is our own doing
    for context in contexts:
        leave(context)
    assert not told, "the page did what no page may do:\n" + "\n".join(told)


def leave(context: Any) -> None:
    """Close the pages once they are quiet, so that no last request meets the emptying of tables."""
    for page in context.pages:
        with suppress(Error):
            page.wait_for_load_state("networkidle", timeout=3000)
    with suppress(Error):  # a page that a test has killed
        context.set_offline(True)
    context.close()


def cookies(url: str, user: Any, language: str) -> list[Any]:
    """The browser's cookies: its language, and the session of a signed-in person."""
    given = {settings.LANGUAGE_COOKIE_NAME: language}
    if user is not None:
        client = Client()
        client.force_login(user, backend=BACKEND)
        given[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return [{"name": name, "value": value, "url": url} for name, value in given.items()]


def watch(page: Page, home: str, wrong: list[str]) -> None:
    """Write down what no page may do."""
    own = urlsplit(home).netloc

    def asked(request: Any) -> None:
        target = urlsplit(request.url)
        if target.scheme in {"http", "https", "ws", "wss"} and target.netloc != own:
            wrong.append(f"asked a foreign host: {request.url}")

    def said(message: Any) -> None:
        # CSP violations are said as errors too.
        if message.type == "error" and not message.text.startswith(ANSWERS):
            wrong.append(f"console on {page.url}: {message.text}")

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"script on {page.url}: {error.stack}"))


def axe(page: Page, *, leave_out: tuple[str, ...] = ()) -> None:
    """Fail on anything axe-core holds against the page; `leave_out` are selectors of other work."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async (out) => (await axe.run({exclude: out.map(s => [s])}, {resultTypes: ['violations']}))"
        ".violations.map(v => v.id + ': ' + v.help + '\\n  ' + v.nodes.slice(0, 6)"
        ".map(n => n.target.join(' ') + '  ' + n.failureSummary.split('\\n')[1]).join('\\n  '))",
        list(leave_out),
    )
    assert not found, "axe found:\n" + "\n".join(found)


def shot(page: Page, name: str, *, full: bool = True) -> Path:
    """Save a picture of the page into `DESK_SHOTS` (default: the run's data folder)."""
    folder = Path(os.environ.get("DESK_SHOTS") or Path(os.environ["XIAOBIAN_HOME"]) / "shots")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path, full_page=full)
    return path
