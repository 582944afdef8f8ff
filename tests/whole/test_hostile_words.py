"""Names and texts that try markup, templates, formulas, paths, direction marks and towers of marks, from the
group's title to the last answer: through the chat, the summary and every paper."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
import regex

from bot.__main__ import main
from bot.channels.local import NAME, Shown
from bot.core.model import Place
from bot.play.cast import Persona
from bot.play.people import Press, Representative
from tests.papers.reading import pages
from tests.whole.inside import GROUP, SMALL, Inside, added, cycle

TOWER = "ก" + "\u0e49\u0301" * 200
CORPUS = (
    ("<script>alert(1)</script>", "{{7*7}}{% raw %}", '=HYPERLINK("http://evil.example","x")'),
    ("+1+cmd|' /C calc'!A0", "\u202eมือสมัคร\u2066 กลับ", TOWER),
    ("../../etc/passwd", "a\x00b\x07c %(name)s {0} %s", '#eval("7*7") $x^2$ #let x = 1'),
    ("*b* _i_ [x](http://evil.example) `c`", "'; DROP TABLE answer;--", '<a href="tg://user?id=1">@all</a>'),
)
"""For each playing the words of three organisations; all that they are asked for is answered with them."""
MOST_ACTS = 80
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
MOST_MARKS = 12
"""On one letter, wherever it is shown; Thai has at most two."""
FORMULA = re.compile(r"^[\s]*[=+\-@＝＋－＠]")
DATE = "5/2/2570"


class Playing:
    def __init__(self, folder: Path, words: tuple[str, ...]) -> None:
        self.house = Inside(folder, cycle(SMALL))
        self.words = words
        self.house.start()
        did = {**added(self.house.local, "broker"), "title": words[0]}
        self.house.do("broker", did, GROUP)
        self.house.press_where("broker", GROUP, lambda b: b.opens == "setup")
        self.house.tap("broker", "setname:title")
        self.house.say("broker", words[1])  # the purpose
        self.house.tap("broker", "setlanguage:th")
        self.house.tap("broker", "form:full")
        self.people = {who: self._representative(who, text) for who, text in zip("abc", words, strict=True)}
        for who in self.people:
            self.house.press_where(who, GROUP, lambda b: b.opens == "join")
            self.acts(who)

    def _representative(self, who: str, text: str) -> Representative:
        words = {"fallback": text, "fallback_list": text, "fallback_reason": text, "fallback_date": DATE}
        place, persona = Place(NAME, who), Persona(who, f"{who} {text}")
        return Representative(self.house.local, place, persona, f"{who} {text}", "civil", {}, words=words)

    def acts(self, who: str) -> None:
        for _ in range(MOST_ACTS):
            act = self.people[who].next()
            if act is None:
                return
            if isinstance(act, Press):
                self.house.press(who, act.shown, act.number)
            else:
                self.house.say(who, act.text)
        raise AssertionError(self.house.newest(who))

    def through(self, stage: str) -> None:
        for step in ("/stage", f"stage:{stage}", f"open:{stage}:full"):
            self.by_broker(step)
        for _ in range(4):
            for who in self.people:
                self.acts(who)
            self.by_broker("/stage")
            card = self.by_broker(f"stage:{stage}")
            further = [b.action for s in card for b in s.buttons if b.action.startswith(("nextpart:", "closepart:"))]
            if not further:
                break
            self.by_broker(further[0])
        self._on_card(stage, "agreed:")
        self.house.say("broker", self.words[2])
        sure = [b.action for s in self._on_card(stage, "close:") for b in s.buttons if b.action.endswith(":yes")]
        if sure:
            self.house.tap("broker", sure[0])
        self._on_card(stage, "publish:")

    def _on_card(self, stage: str, begins: str) -> list[Shown]:
        self.by_broker("/stage")
        self.by_broker(f"stage:{stage}")
        return self.house.press_where("broker", Place(NAME, "broker"), lambda b: b.action.startswith(begins))

    def by_broker(self, step: str) -> list[Shown]:
        return self.house.say("broker", step) if step.startswith("/") else self.house.tap("broker", step)


@pytest.mark.parametrize("words", CORPUS, ids=["markup", "formulas", "paths", "quotes"])
def test_words_stay_words(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    playing = Playing(tmp_path, words)
    house = playing.house
    playing.through("first")
    playing.through("second")
    house.end()
    assert house.rows("SELECT count(*) FROM inbox WHERE state != 'done'") == [(0,)]
    assert house.rows("SELECT count(*) FROM outbox WHERE state = 'dead'") == [(0,)]
    bubbles = [shown.message for shown in house.local.shown]
    for message in bubbles:
        for text in (message.text, *(b.label for row in message.buttons for b in row)):
            harmless(text)
    assert sum("sum:" in message.once for message in bubbles) >= 2, "both summaries stand in the group"

    for name in ("TELEGRAM_BOT_TOKEN", "LINE_CHANNEL_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("STAGES_DIR", str(SMALL))
    (id,) = house.rows("SELECT id FROM partnership")[0]
    out = tmp_path / "out"
    assert main(["papers", str(id), "--out", str(out)]) == 0
    made = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix in READERS]
    assert {path.suffix for path in made} == set(READERS)
    for path in made:
        assert path.is_relative_to(out)
        assert not re.search(r'[<>:"|?*\x00-\x1f\u202a-\u202e]|\.\.', str(path.relative_to(out)))
        READERS[path.suffix](path.read_bytes())


# ── what each reader sees ────────────────────────────────────────────────────


def harmless(text: str) -> None:
    assert not DIRECTIONS.search(text)
    assert "\x00" not in text
    assert not regex.search(r"(?<!\d)49(?!\d)", text), "a template was worked"
    for cluster in regex.findall(r"\X", text):
        assert sum(unicodedata.category(c) == "Mn" for c in cluster) <= MOST_MARKS, cluster[:8]


def of_pdf(content: bytes) -> None:
    for page in pages(content):
        harmless(page)


def of_docx(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            part = packed.read(name).decode("utf-8", "replace")
            assert 'TargetMode="External"' not in part
            assert not any("evil" in field for field in re.findall(r"<w:instrText[^>]*>([^<]*)", part))


def of_workbook(content: bytes) -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None
                harmless(str(cell.value or ""))


def of_csv(content: bytes) -> None:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        for cell in row:
            assert not FORMULA.match(cell) or re.fullmatch(r"-?[\d.]+", cell), cell


def of_json(content: bytes) -> None:
    assert b"\\u0000" not in content


READERS = {".pdf": of_pdf, ".docx": of_docx, ".xlsx": of_workbook, ".csv": of_csv, ".json": of_json}
