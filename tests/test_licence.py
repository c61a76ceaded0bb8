"""The licence is whole, is the one that the project declares, and goes along with what is handed on."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.house_rules import ROOT

LICENCE = (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_text_has_its_fifteen_articles_and_its_appendix() -> None:
    assert LICENCE.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert re.findall(r"^(\d+)\. [A-Z]", LICENCE, re.MULTILINE) == [str(number) for number in range(1, 16)]
    _, heading, appendix = LICENCE.partition("\n\n                                    Appendix\n\n")
    assert heading
    assert len(re.findall(r"^— ", appendix, re.MULTILINE)) == 10, "the compatible licences"
    assert appendix.endswith("require the production of a new\nEUPL version.\n")


def test_the_project_declares_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["license"], project["license-files"]) == ("EUPL-1.2", ["LICENSE"])
    assert "Licence: EUPL-1.2, in [LICENSE](LICENSE)." in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the source archive and the wheel, as they are handed on."""
    directory = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(directory)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return directory


def test_the_source_archive_has_it(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        [held] = [member for member in archive.getmembers() if re.fullmatch(r"[^/]+/LICENSE", member.name)]
        read = archive.extractfile(held)
        assert read is not None
        assert read.read().decode() == LICENCE


def test_the_wheel_has_it(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        [held] = [name for name in archive.namelist() if name.endswith("/LICENSE")]
        assert archive.read(held).decode() == LICENCE
