"""The wheel holds everything a desk needs, so that its users need neither Node nor gettext."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).with_name("uv")
    program = str(uv) if uv.exists() else shutil.which("uv")
    if program is None:
        pytest.skip("uv is not installed; make test installs it")
    subprocess.run(
        [program, "build", "-q", "--wheel", "--no-build-isolation", "--python", sys.executable,
         "--out-dir", str(folder), str(ROOT)],
        check=True, timeout=120,
    )  # fmt: skip
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_every_built_asset_is_inside(wheel: zipfile.ZipFile) -> None:
    dist = ROOT / "src" / "xiaobian" / "web" / "static" / "dist"
    built = {
        f"xiaobian/{path.relative_to(ROOT / 'src' / 'xiaobian').as_posix()}"
        for path in dist.rglob("*")
        if path.is_file()
    }
    assert built, "the assets are not built; make test builds them"
    assert built <= set(wheel.namelist())


def test_every_translation_is_inside_and_compiled(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    sources = [path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.po")]
    assert {f"{name.removesuffix('.po')}.mo" for name in sources} <= names


def test_templates_styles_and_the_licence_are_inside(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    package = ROOT / "src" / "xiaobian"
    for pattern in ("*/templates/**/*.html", "*/static/**/*.css", "*/migrations/*.py"):
        for path in package.glob(pattern):
            assert f"xiaobian/{path.relative_to(package).as_posix()}" in names


def test_nothing_of_a_workshop_is_inside(wheel: zipfile.ZipFile) -> None:
    unwanted = [
        n for n in wheel.namelist() if "node_modules" in n or n.startswith(("tests", "tools"))
    ]
    assert unwanted == []
