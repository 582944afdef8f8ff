from __future__ import annotations

from pathlib import Path

import pytest

from tests.transcripts.transcript import FILES, Beginnings, played


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    return Beginnings(tmp_path_factory.mktemp("beginnings"))


def _group(file: Path) -> str:
    """Transcripts that begin with walked stages are played by one worker, which walks these but once."""
    return "walked stages" if "ผ่านขั้นตอน" in text(file) else file.stem


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "file",
    [pytest.param(f, id=f.stem, marks=pytest.mark.xdist_group(_group(f))) for f in FILES],
)
async def test_transcript(
    file: Path, tmp_path: Path, beginnings: Beginnings, request: pytest.FixtureRequest
) -> None:
    now = await played(file, tmp_path, beginnings)
    if request.config.getoption("--update-transcripts", default=False):
        write(file, now)
    assert now == text(file)


def write(file: Path, now: str) -> None:
    file.write_text(now, encoding="utf-8")


def test_there_are_transcripts_of_all_twelve_stages() -> None:
    numbers = {file.name[:8] for file in FILES if file.name.startswith("stage-")}

    assert numbers == {f"stage-{number:02}" for number in range(1, 13)}
