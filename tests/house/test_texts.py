"""Every text has its Chinese, and the tool that watches over them sees what is wrong."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(p.parent.name for p in (ROOT / "src" / "xiaobian").glob("*/__init__.py"))


@pytest.fixture(scope="module")
def messages():
    """The tool, which is no package."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_of_a_package_is_translated(messages, package):
    assert messages.check(messages.ROOT / package) == []


def test_a_text_is_translated_the_same_everywhere(messages):
    assert messages.conflicts() == []


@pytest.fixture
def package(messages, tmp_path, monkeypatch):
    """A package with one text of every kind."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    here = tmp_path / "tea"
    (here / "templates").mkdir(parents=True)
    (here / "views.py").write_text(
        'a = _("Steep %(minutes)s min")\n'
        'b = ngettext("%(n)s cup", "%(n)s cups", n)\n'
        'c = pgettext_lazy("verb", "water")\n'
        'd = Remark("error", "x", "Too hot")\n'
        "e = _(unknown)\n",
        encoding="utf-8",
    )
    (here / "templates" / "page.html").write_text(
        "{% translate \"It's ready\" %}{% button _('Pour') %}"
        "{% blocktranslate trimmed with who=x %}\n  For {{ who }}\n{% endblocktranslate %}",
        encoding="utf-8",
    )
    return here


def test_texts_are_found_in_code_templates_and_values(messages, package):
    assert sorted(t.msgid for t in messages.extract(package)) == [
        "%(n)s cup",
        "For %(who)s",
        "It's ready",
        "Pour",
        "Steep %(minutes)s min",
        "Too hot",
        "water",
    ]


def test_merging_keeps_translations_and_drops_what_is_gone(messages, package):
    messages.merge(package)
    path = messages.po_path(package)
    file = polib.pofile(str(path))
    file.find("Pour").msgstr = "倒茶"
    file.save()
    (package / "views.py").write_text('_("Pour")\n')
    messages.merge(package)
    assert {e.msgid: e.msgstr for e in polib.pofile(str(path))} == {
        "For %(who)s": "",
        "It's ready": "",
        "Pour": "倒茶",
    }
    before = path.read_bytes()
    messages.merge(package)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("translation", "wrong"),
    [("泡 %(minutes)s 分钟", []), ("", ["empty"]), ("泡一会儿", ["wrong places"])],
)
def test_wrong_translations_are_named(messages, package, translation, wrong):
    (package / "views.py").write_text('_("Steep %(minutes)s min")\n')
    (package / "templates" / "page.html").unlink()
    messages.merge(package)
    file = polib.pofile(str(messages.po_path(package)))
    file[0].msgstr = translation
    file.save()
    found = messages.check(package)
    assert [line.split(": ")[1] for line in found] == wrong


def test_a_missing_catalogue_and_fuzzy_entries_are_named(messages, package):
    (package / "views.py").write_text('_("Pour")\n')
    (package / "templates" / "page.html").unlink()
    assert messages.check(package) == ["tea: missing: 'Pour'"]
    messages.merge(package)
    file = polib.pofile(str(messages.po_path(package)))
    file[0].msgstr, file[0].flags = "倒茶", ["fuzzy"]
    file.save()
    assert messages.check(package) == ["tea: fuzzy: 'Pour'"]
