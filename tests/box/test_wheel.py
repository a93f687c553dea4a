"""The wheel holds everything a desk needs, so that its users need neither Node nor gettext."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.box.running import RunningDesk, gone
from tests.plugins.environment import make_home

pytestmark = pytest.mark.xdist_group("desk")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    program = str(beside) if beside.exists() else shutil.which("uv")
    if program is None:
        pytest.skip("uv is not installed; make test installs it")
    return program


@pytest.fixture(scope="module")
def wheel(uv: str, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [uv, "build", "-q", "--wheel", "--no-build-isolation", "--python", sys.executable,
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


@pytest.mark.crash
def test_an_installed_wheel_opens_its_first_page_with_no_other_program_around(
    uv: str, wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    home = make_home()
    place = home / "installed"
    python = place / "bin" / "python"
    subprocess.run(
        [uv, "venv", "-q", "--python", sys.executable, str(place)], check=True, timeout=60
    )
    install = [uv, "pip", "install", "-q", "--python", str(python)]
    lock = str(ROOT / "requirements" / "run.txt")
    subprocess.run([*install, "--require-hashes", "-r", lock], check=True, timeout=300)
    subprocess.run([*install, "--no-deps", str(wheel.filename)], check=True, timeout=60)

    desk = RunningDesk(home, python=str(python), PATH=str(tmp_path)).wait_up()
    try:
        with urllib.request.urlopen(desk.url, timeout=30) as answer:
            page = answer.read().decode()
        addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
        assert any("/dist/" in address for address in addresses)
        for address in addresses:
            with urllib.request.urlopen(desk.url + address, timeout=30) as answer:
                assert answer.status == 200
    finally:
        tree = desk.tree()
        assert desk.stop() == 0
        gone(tree)
