"""What each organisation answers to what: settled by the question, the item and the organisation's number."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from tests.platforms.bank import Asked, Reply
from tests.platforms.people import Shown

LISTED = re.compile(r"^(\d+)\) (.+)$", re.MULTILINE)
"""Choices written out above the buttons."""
NUMBERED = re.compile(r"^(?:☐ |☑ )?(\d+) (.+)$")


@dataclass
class Want:
    """An answer and the way to give it."""

    reply: Reply
    taps: list[int] = field(default_factory=list)
    """Numbers of choices to tap, in order."""
    typed: list[str] = field(default_factory=list)
    words: str = ""


LISTS: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "th": {
        "external": (("โรงพยาบาลแม่ดง", "กรมป่าไม้"), ("กรมป่าไม้",), ("วัดดงงาม",), (), ("บริษัทน้ำใส",)),
        "missing_voice": (("ผู้สูงอายุ",), ("เยาวชน", "คนเลี้ยงผึ้ง"), ("แรงงาน",), ("ชาวนา",), ()),
        "objectives": (
            ("น้ำดื่มสะอาดทุกบ้าน", "ปลูกป่า 200 ไร่"),
            ("ลดขยะครึ่งหนึ่ง", "น้ำดื่ม สะอาดทุกบ้าน"),
            ("ฝายชะลอน้ำ 10 แห่ง", "กองทุนน้ำ"),
            ("เยาวชนเฝ้าระวังน้ำ",),
            ("ตลาดสีเขียว",),
        ),
        "activities": (
            ("ตรวจน้ำทุกเดือน", "ค่ายเยาวชน"),
            ("ปลูกป่าต้นน้ำ",),
            ("ตรวจน้ำ ทุกเดือน", "ธนาคารขยะ"),
            ("สร้างฝาย", "ตลาดนัดสีเขียว"),
            ("อบรมชาวบ้าน",),
        ),
        "supporters": (("กองทุนสุขภาพ",), ("บริษัทน้ำใส",), (), ("วัดดงงาม", "หอการค้า"), ("มูลนิธิป่า",)),
        "new_partner": (("โรงเรียนบ้านดอน",), ("กรมชลประทาน",), (), ("โรงเรียน บ้านดอน",), ()),
    },
    "en": {
        "external": (("Mae Dong Hospital", "Forest Office"), ("forest office",), ("Temple",), (), ("Clear Co",)),
        "missing_voice": (("the elderly",), ("youth", "beekeepers"), ("workers",), ("farmers",), ()),
        "objectives": (
            ("Clean water in every home", "Plant 200 rai of forest"),
            ("Halve the waste", "Clean water  in every home"),
            ("Ten check dams", "A water fund"),
            ("Youth watch the river",),
            ("A green market",),
        ),
        "activities": (
            ("Monthly water tests", "Youth camp"),
            ("Plant trees upstream",),
            ("monthly water tests", "Waste bank"),
            ("Build check dams", "Green fair"),
            ("Train the villagers",),
        ),
        "supporters": (("Health fund",), ("Clear Co",), (), ("Temple", "Chamber"), ("Forest Trust",)),
        "new_partner": (("Ban Don School",), ("Irrigation Office",), (), ("ban don school",), ()),
    },
}
"""Of each organisation; () is skipped. There are doubles, and more than fit into a loop."""

CHOSEN: dict[str, tuple[str, ...]] = {
    "intent": ("join", "conditional", "consult", "join", "observe"),
    "charter_consent": ("agree", "agree_changes", "object", "live_with", "agree"),
    "structure": ("lead", "lead", "one_group", "lead", "loose"),
    "resource_ready": ("ready", "change", "partly", "not_ready", "ready"),
    "plan_ack": ("yes", "no", "yes", "yes", "yes"),
    "stay": ("same", "adjusted", "same", "withdraw", "pause"),
    "future": ("same", "handover", "new_cycle", "end", "adjusted"),
    "role_cycle2": ("same", "new", "more", "none", "less"),
    "final_consent": ("agree", "live_with", "agree", "live_with", "agree_changes"),
}
"""Choices on which later questions hang, or that ask for words; the others come as they come."""
TICKED: dict[str, tuple[tuple[str, ...], ...]] = {
    "info_have": (("statistics", "maps"), ("none",), ("research",), ("lessons",), ("policy",)),
    "strengths": (("expertise", "other"), ("people",), ("budget",), ("mandate",), ("media",)),
    "in_kind": (("staff", "other"), ("data",), ("places", "vehicles"), ("media",), ()),
}
TYPED: dict[str, dict[str, tuple[str, ...]]] = {
    "th": {
        "cash": ("50,000", "0", "ห้าหมื่นบาท", "๑๒,๕๐๐ บาท", "0"),
        "start_date": ("15/1/2570",) * 5,
        "end_date": ("30/9/2570", "30/9/2570", "30 ก.ย. 70", "๓๐/๙/๗๐", "30/9/2570"),
        "available_from": ("1 มีนาคม 2570",) * 5,
        "percent": ("40", "๗๕", "10", "0", "100"),
    },
    "en": {
        "cash": ("50,000", "0", "fifty thousand baht", "12,500 baht", "0"),
        "start_date": ("15/1/2027",) * 5,
        "end_date": ("30/9/2027", "30/9/2027", "30 Sep 2027", "30 Sep 2027", "30/9/2027"),
        "available_from": ("1 March 2027",) * 5,
        "percent": ("40", "75", "10", "0", "100"),
    },
}
NUMBERS: dict[str, tuple[int, ...]] = {"cash": (50000, 0, 50000, 12500, 0), "percent": (40, 75, 10, 0, 100)}
SKIPPED = {("hesitation", 2), ("conditions", 1), ("thanks", 3), ("evidence", 0), ("info_gap", 4)}


def _chance(question: str, item: str, organisation: int, of: int) -> int:
    """As if by chance, but the same every time."""
    mixed = hashlib.blake2b(f"{question}|{item}|{organisation}".encode(), digest_size=4).digest()
    return int.from_bytes(mixed, "big") % of


class Script:
    def __init__(self, language: str) -> None:
        self.language = language

    def want(self, organisation: int, question: Asked, item: str, shown: Shown) -> Want:
        """The answer of the organisation of this number, 0 to 4."""
        if (question.key, organisation) in SKIPPED:
            return Want(Reply("", skipped=True))
        return KINDS[question.kind](self, organisation, question, item, shown)

    def words(self, organisation: int, question: Asked, item: str) -> str:
        """Words that no other answer has."""
        of = f" {item}" if item else ""
        if self.language == "th":
            return f"ความเห็นที่ {organisation + 1} ต่อ{question.title('th')}{of}"
        return f"View {organisation + 1} on {question.title('en')}{of}"

    # ── by kind ──────────────────────────────────────────────────────────────

    def _text(self, organisation: int, question: Asked, item: str, _: Shown) -> Want:
        text = self.words(organisation, question, item)
        return Want(Reply(text), typed=[text])

    def _typed(self, organisation: int, question: Asked, _item: str, _: Shown) -> Want:
        text = TYPED[self.language][question.key][organisation]
        if question.key not in NUMBERS:
            return Want(Reply("2570" if self.language == "th" else "2027"), typed=[text])
        number = NUMBERS[question.key][organisation]
        return Want(Reply(f"{number:,}", number=Decimal(number)), typed=[text])

    def _list(self, organisation: int, question: Asked, item: str, _: Shown) -> Want:
        known = LISTS[self.language].get(question.key)
        entries = known[organisation] if known else (self.words(organisation, question, item),)
        if not entries:
            return Want(Reply("", skipped=True))
        at_once = organisation % 2 == 0
        typed = ["\n".join(entries)] if at_once else list(entries)
        return Want(Reply(entries[0], entries=entries), typed=typed)

    def _scale(self, organisation: int, question: Asked, item: str, _: Shown) -> Want:
        mark = 1 + _chance(question.key, item, organisation, 5)
        reply = Reply(str(mark), number=Decimal(mark))
        by_typing = organisation == 1
        return Want(reply, typed=[str(mark)]) if by_typing else Want(reply, taps=[mark])

    def _single(self, organisation: int, question: Asked, item: str, shown: Shown) -> Want:
        if not question.options:
            offered = offered_in(shown)
            number = 1 + _chance(question.key, item, organisation, len(offered))
            return Want(Reply(offered[number], entries=(offered[number],)), taps=[number])
        key = self._choice(organisation, question, item)
        number = 1 + [o["key"] for o in question.options].index(key)
        option = question.options[number - 1]
        words = self.words(organisation, question, item) if option.get("asks") else ""
        reply = Reply(option["label"][self.language], keys=(key,), words=words)
        if organisation == 3:
            return Want(reply, typed=[str(number)], words=words)
        return Want(reply, taps=[number], words=words)

    def _choice(self, organisation: int, question: Asked, item: str) -> str:
        if question.key in CHOSEN:
            return CHOSEN[question.key][organisation]
        keys = [str(o["key"]) for o in question.options]
        if question.key == "my_role":
            own = ["".join(x.split()).casefold() for x in LISTS[self.language]["activities"][organisation]]
            if "".join(item.split()).casefold() in own:
                return "lead"
            keys.remove("lead")
        if question.key == "role_next" and organisation == 0:
            return "same"
        return keys[_chance(question.key, item, organisation, len(keys))]

    def _multi(self, organisation: int, question: Asked, item: str, shown: Shown) -> Want:
        if not question.options:
            offered = offered_in(shown)
            number = 1 + _chance(question.key, item, organisation, len(offered))
            return Want(Reply(offered[number], entries=(offered[number],)), taps=[number])
        keys = [str(o["key"]) for o in question.options]
        plain = [k for k, o in zip(keys, question.options, strict=True)
                 if not o.get("alone") and not o.get("asks")]  # fmt: skip
        first = _chance(question.key, item, organisation, len(plain))
        some = {plain[first], plain[(first + 2) % len(plain)]}
        chosen = TICKED[question.key][organisation] if question.key in TICKED else tuple(some)
        if not chosen:
            return Want(Reply("", skipped=True))
        numbers = sorted(keys.index(k) + 1 for k in chosen)
        options = [question.options[n - 1] for n in numbers]
        asks = any(o.get("asks") for o in options)
        words = self.words(organisation, question, item) if asks else ""
        label = options[0]["label"][self.language]
        reply = Reply(label, keys=tuple(o["key"] for o in options), words=words)
        if organisation % 2:
            return Want(reply, typed=[", ".join(map(str, numbers))], words=words)
        return Want(reply, taps=numbers, words=words)

    def _rank(self, organisation: int, question: Asked, item: str, shown: Shown) -> Want:
        offered = offered_in(shown)
        turn = _chance(question.key, item, organisation, len(offered))
        order = [*range(1, len(offered) + 1)]
        order = order[turn:] + order[:turn]
        if organisation % 2:
            order.reverse()
        reply = Reply(offered[order[0]], entries=tuple(offered[n] for n in order))
        if organisation in (0, 3):
            return Want(reply, taps=order)
        return Want(reply, typed=[" ".join(map(str, order))])


def offered_in(shown: Shown) -> dict[int, str]:
    """What can be chosen, whole: from the lines above the buttons, else from the buttons."""
    listed = {int(n): label for n, label in LISTED.findall(shown.text)}
    if listed:
        return listed
    found = (NUMBERED.match(label) for label in shown.taps)
    return {int(m[1]): m[2] for m in found if m}


KINDS: dict[str, Callable[[Script, int, Asked, str, Shown], Want]] = {
    "text": Script._text,
    "list": Script._list,
    "single": Script._single,
    "consent": Script._single,
    "yes_no": Script._single,
    "multi": Script._multi,
    "scale": Script._scale,
    "rank": Script._rank,
    "number": Script._typed,
    "money": Script._typed,
    "date": Script._typed,
}
