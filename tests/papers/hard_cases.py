"""Summaries that are hard to draw: the longest names, many partners, long answers, few answers, odd characters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.core.effects import StageLine, Summary
from bot.core.model import Partnership, Place
from bot.core.records import Promise
from bot.core.results import (
    ON_BEHALF,
    PENDING,
    Bars,
    Block,
    Hidden,
    Lines,
    Note,
    Ranking,
    Spread,
    Voices,
)
from bot.questionnaire import load

CYCLE = load()
STATES = ("waiting", "open", "held", "draft", "published", "skipped")
NAMES = (
    "กรุงเทพมหานคร อมรรัตนโกสินทร์ มหินทรายุธยา มหาดิลกภพ นพรัตนราชธานีบูรีรมย์ อุดมราชนิเวศน์มหาสถาน",
    "สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัดพระนครศรีอยุธยา",
    "ศูนย์ส่งเสริมการเรียนรู้ระดับอำเภอเฉลิมพระเกียรติสมเด็จพระเทพรัตนราชสุดาฯ สยามบรมราชกุมารี",
    "โรงพยาบาลส่งเสริมสุขภาพตำบลเฉลิมพระเกียรติ 60 พรรษา นวมินทราชินี บ้านห้วยผึ้ง",
    "องค์การบริหารส่วนตำบลฐานปญฺญา กตัญญูกูฏ ปฏิรูปที่ดิน",
    "Deutsche Gesellschaft für Internationale Zusammenarbeit (GIZ) GmbH, Thailand Office",
    "บริษัท พีทีที โกลบอล เคมิคอล จำกัด (มหาชน) & Partners 2025 📣",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogochfoundation",
    "มูลนิธิ😊รักษ์น้ำ💧ป่าต้นน้ำ๑๒๓",
    "กลุ่มแม่บ้านเกษตรกรบ้านทุ่งฟ้าผ่าผู้ปลูกผักปลอดภัยไร้สารพิษและแปรรูปผลิตภัณฑ์",
    "ชมรมผู้สูงอายุ ญาติผู้ใหญ่ ฐานราก ฏู ฎุ ญุ ฐู",
    "อบต.ปู่เจ้าฯ",
)
LONG = (
    "น้ำประปาหมู่บ้านขุ่นและมีตะกอน กระทบ 1,214 ครัวเรือน ดู https://example.org/a/very/long/path?with=parameters&and=more "
    "ป้าญาดาบอกว่า “ปู่ฐานิศร์กับย่าปฏิญญาซื้อน้ำถัง 300 บาท/เดือน” แต่ the budget isn't ready yet 😢 ผู้ใหญ่บ้านจึงขอให้ทำก่อน "
) * 20
EMOJI = "ดีมาก 👍🏽 ครอบครัว 👨‍👩‍👧‍👦 ✓ ★ ●█░ ธง 🇹🇭 ① ၁ မြန်မာ ລາວ ខ្មែរ 汉字 Ａ"
ASIDE = ("", PENDING, ON_BEHALF, PENDING + ON_BEHALF)


def summary(stage: str, blocks: Sequence[Block], answered: Sequence[str] = NAMES[:3], language: str = "th") -> Summary:
    return Summary(
        Place("telegram", "group"),
        language,
        "once",
        "ภาคีน้ำสะอาดและป่าต้นน้ำห้วยแม่ดง เฉลิมพระเกียรติ",
        CYCLE.stages[stage],
        1,
        1,
        tuple(answered),
        (),
        tuple(blocks),
        "",
    )


def every_kind() -> list[Block]:
    """A block of each kind, each as long as can be."""
    return [
        Voices("=reasons", tuple((name + mark, LONG) for name, mark in zip(NAMES, ASIDE * 3, strict=True))),
        Voices(LONG, (("", EMOJI), ("", "x" * 4000), ("", "ก" * 4000))),
        Bars(LONG, tuple((name, 12 - n) for n, name in enumerate(NAMES)), 12),
        Spread(f"{LONG} “{LONG}”", Decimal("2.5"), 1, 5, (3, 3, 2, 2, 2), 12, (LONG[:40], LONG[:40])),
        Ranking("=invitations", tuple((name, 120 - n, 1, 12) for n, name in enumerate(NAMES)), 12),
        Lines("=register", tuple((name, (("=sector", LONG), (name, EMOJI))) for name in NAMES)),
        Hidden(LONG, 2),
        Note("=awaiting", {"organisations": ", ".join(NAMES)}),
        Note("=not_agreed", {"organisations": ", ".join(NAMES)}),
    ]


def crowded(stage: str) -> Summary:
    made = summary(stage, every_kind(), NAMES[:5])
    return replace(
        made,
        partnership=" ".join(NAMES[:2]),
        number=12,
        edition=3,
        draft=True,
        agreed=LONG,
        partly=NAMES[5:8],
        missing=NAMES[8:],
    )


def planned(activities: int = 40, language: str = "th") -> Summary:
    role = CYCLE.stages["planning"].question("my_role")
    assert role is not None
    lead = role.options[0].label[language]
    months = ("มกราคม", "กุมภาพันธ์", "ธันวาคม") if language == "th" else ("January", "February", "December")
    year = 2570 if language == "th" else 2027
    rows = []
    for n in range(activities):
        name = f"{NAMES[n % 12]} {n}"
        when = f"{1 + n % 28} {months[n % 3]} {year + n % 3} – {28 - n % 28} {months[2]} {year + 2}"
        details = [(lead, f"{NAMES[(n + 1) % 12]}{PENDING}")] if n % 4 else []
        details += [("=when", when)] if n % 5 else []
        rows.append((name, (*details, ("=proposed_by", NAMES[0]))))
    title = CYCLE.stages["planning"].questions[1].title[language]
    spreads = [
        Spread(f"{title} “{NAMES[n % 12]} {n}”", Decimal(1 + n % 5), 1, 5, (1, 2, 3, 4, 2), 12, ("น้อย", "มาก"))
        for n in range(activities)
    ]
    notes = [Note("=carries_most", {"organisation": NAMES[0], "count": "9", "of": "12"})]
    return summary("planning", [Lines("=action_plan", tuple(rows)), *notes, *spreads], language=language)


def pledged(partners: int = 12) -> Summary:
    stage = CYCLE.stages["resourcing"]
    cash, in_kind, status = (stage.question(key) for key in ("cash", "in_kind", "cash_status"))
    assert cash is not None
    assert in_kind is not None
    assert status is not None
    rows = []
    for n, name in enumerate(NAMES[:partners]):
        kinds = [
            (option.label["th"], LONG + PENDING * (n % 2))
            for k, option in enumerate(in_kind.options[:7])
            if (n + k) % 3
        ]
        money = [(cash.title["th"], f"{n * 1_234_567:,} บาท{PENDING * (n % 2)}"), (status.title["th"], "รออนุมัติ")]
        rows.append((name, (*money, *kinds)))
    sums = (("พร้อมใช้", "1,234,567,890 บาท"), ("=no_status", "1 บาท"), ("=total", "1,234,567,891 บาท"))
    money_rows = ((("", (*sums, ("=of_which_awaiting", "17,000 บาท")))),)
    bare = [Note("=no_needs", {"activity": name}) for name in NAMES]
    money_block = Lines("=cash_by_status", money_rows)
    return summary("resourcing", [Lines("=resource_map", tuple(rows)), money_block, *bare], NAMES)


def measured(partners: int = 12) -> Summary:
    stage = CYCLE.stages["measuring"]
    met, goal = stage.question("own_benefit_met"), stage.question("own_goal_met")
    assert met is not None
    assert goal is not None
    rows = [
        (
            name,
            (
                ("ประโยชน์ที่คาดหวัง", LONG),
                (met.title["th"], met.options[n % 5].label["th"]),
                ("เป้าหมายเฉพาะขององค์กร", EMOJI),
                (goal.title["th"], str(1 + n % 5)),
            ),
        )
        for n, name in enumerate(NAMES[:partners])
    ]
    note = Note("=equity", {"organisations": ", ".join(NAMES[:partners])})
    return summary("measuring", [Lines("=own_benefit", tuple(rows)), note], NAMES)


def promising(known: Partnership, count: int = 40) -> Partnership:
    """With the longest names for twelve partners and so many promises, of all lengths, late and not, by each."""
    one = known.organisations["o1"]
    partners = {f"o{n}": replace(one, id=f"o{n}", name=name) for n, name in enumerate(NAMES, 1)}
    promises = {
        f"p{n}": Promise(
            f"p{n}",
            f"o{n % 12 + 1}",
            (LONG[: 20 + n * 30], EMOJI, NAMES[n % 12], "x" * 200)[n % 4],
            datetime(2027, 1, 5, tzinfo=UTC),
            date(2026 + n % 3, 11, 1 + n % 28) if n % 5 else None,
            provisional=n % 2 == 1,
        )
        for n in range(count)
    }
    return replace(known, organisations=partners, promises=promises)


def reviewed(partners: int = 12) -> Summary:
    stage = CYCLE.stages["reviewing"]
    equity, open_, size, effects = (
        stage.question(key) for key in ("health_equity", "health_open", "org_effect_size", "org_effects")
    )
    assert equity is not None
    assert open_ is not None
    assert size is not None
    assert effects is not None
    every = ", ".join(option.label["th"] for option in effects.options)
    rows = [
        (name, ((effects.title["th"], every), (size.title["th"], str(1 + n % 5))))
        for n, name in enumerate(NAMES[:partners])
    ]
    blocks: list[Block] = [
        Spread(equity.title["th"], Decimal("4.5"), 1, 5, (1, 0, 4, 5, 2), 12, ("น้อยที่สุด", "มากที่สุด")),
        Hidden(open_.title["th"], 2),
        Spread(size.title["th"], Decimal(3), 3, 3, (0, 0, 12, 0, 0), 12, ("ลบมาก", "บวกมาก")),
        Lines("=effects", tuple(rows)),
    ]
    return summary("reviewing", blocks, NAMES)


def lines(long: bool = False) -> tuple[StageLine, ...]:
    return tuple(
        StageLine(
            stage.key,
            stage.number,
            NAMES[stage.number - 1] if long else stage.title["th"],
            STATES[stage.number % len(STATES)],
            done=stage.number,
            of=12,
        )
        for stage in CYCLE.stages.values()
    )


HARD: Mapping[str, Callable[[], Summary]] = {
    "crowded": lambda: crowded("scoping"),
    "planned": planned,
    "planned_en": lambda: planned(3, "en"),
    "pledged": pledged,
    "measured": measured,
    "reviewed": reviewed,
    "one_pledged": lambda: pledged(1),
    "one_measured": lambda: measured(1),
    "one_reviewed": lambda: reviewed(1),
    "one_voice": lambda: summary("building", [Voices("=reasons", (("", "ดี"),))], ("ก",)),
}
