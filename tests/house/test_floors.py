"""The house holds: foreign keys point down, modules stay small, pages carry nothing inline."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "xiaobian"
TEMPLATES = sorted(SOURCE.rglob("*.html"))


def floors() -> dict[str, int]:
    """How high each package lies, from the import contracts: 0 is the ground."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    heights = {}
    for height, layer in enumerate(reversed(layers)):
        heights |= {name.strip(): height for name in layer.split("|")}
    return heights


def test_foreign_keys_point_down_the_floors() -> None:
    heights = floors()
    up = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if model._meta.app_label in heights and field.related_model._meta.app_label in heights
        if heights[model._meta.app_label] < heights[field.related_model._meta.app_label]
    ]
    assert up == []


def test_no_module_is_longer_than_400_lines() -> None:
    modules = (p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
    long = [p.name for p in modules if len(p.read_text().splitlines()) > 400]
    assert long == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_page_carries_script_style_or_handlers_inline(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/(ld\+)?json\"))", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", text)
    assert not re.search(r"(src|href)=\"(https?:)?//", text)


def test_the_documents_link_to_what_exists() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []


def test_lock_files_name_no_host() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), *ROOT.glob("**/package-lock.json")]
    for lock in (p for p in locks if "node_modules" not in p.parts and ".venv" not in p.parts):
        assert not re.search(r"https?://[^\"\s]*(registry|pypi|pythonhosted)", lock.read_text()), (
            lock
        )
