"""The living page of components: complete, readable and usable by everyone."""

from __future__ import annotations

import pytest

from tests.plugins.browser import axe, shot


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.browser
def test_nothing_on_the_page_shuts_anyone_out(visit, jing, theme, width, language):
    page = visit(jing, "/desk/components", theme=theme, width=width, language=language)
    page.evaluate("document.fonts.ready")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, f"components-{theme}-{width}-{language}")
