"""Who walks through twelve stages, and what must be so afterwards, on whichever platform."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.platforms.bank import Ask, Slot
from tests.platforms.checks import in_group, rows
from tests.platforms.strict import Bot
from tests.platforms.walk import Speaker, Walk

ORGANISATIONS = {
    "th": ("มูลนิธิสายธาร", "เทศบาลตำบลดงงาม", "โรงเรียนบ้านดง", "กลุ่มแม่บ้านห้วยแก้ว", "บริษัทใบไม้เขียว"),
    "en": ("Stream Foundation", "Dong Ngam Town", "Ban Dong School", "Huai Kaeo Women", "Green Leaf Co"),
}
PEOPLE = {
    "th": ("สมศรี", "ประสิทธิ์", "บัวเขียว", "วิชัย", "มาลี"),
    "en": ("Somsri", "Prasit", "Buakhiao", "Wichai", "Mali"),
}
COLLEAGUE = {"th": "อรุณ", "en": "Arun"}
WITH_TWO = 1
"""The organisation of two representatives."""
SHARED = Slot("available_from")
"""At which one of them pauses, and the other goes on."""
TITLE = "ภาคีน้ำสะอาดบ้านดง"


def take_turns(first: Speaker, second: Speaker) -> None:
    """They take the parts by turns, and share one stage: the first pauses, the second goes on."""
    count = {first.name: 0, second.name: 1}

    def turn(who: Speaker) -> bool:
        count[who.name] += 1
        return count[who.name] % 2 == 1

    first.begins = lambda _: turn(first)
    second.begins = lambda _: turn(second)
    for who, other in ((first, second), (second, first)):
        who.colleague = other
        who.pauses_at = SHARED


# ── what must be so ──────────────────────────────────────────────────────────


def expected(it: Walk) -> set[Ask]:
    return it.bank.expected(it.form, it.said)


def every_question_once(it: Walk, *again: Ask) -> None:
    """The one at which a colleague took over was shown to both; all others to one person, once.

    `again`: what somebody left who came back to it.
    """
    met = Counter(Ask(m.organisation, m.slot) for s in it.speakers for m in s.met)
    wanted = expected(it)
    assert set(met) - wanted == set(), "asked, though it does not apply"
    assert wanted - set(met) == set(), "never asked"
    shared = Ask(list(it.said)[WITH_TWO], SHARED)
    often = {ask: n for ask, n in met.items() if n > 1}
    assert often == dict.fromkeys((shared, *again), 2), "asked twice"
    given = Counter(Ask(o, s) for o, slots in it.answered.items() for s in slots.elements())
    assert set(given.values()) == {1}


def one_for_each_stage(it: Walk, full: list[dict[str, Any]]) -> None:
    """The summaries, in the order of the stages."""
    assert len(full) == 12
    for stage, message in zip(it.bank.stages, full, strict=True):
        assert stage["artefact"][it.language] in message["text"]
        assert stage["title"][it.language] in message["text"]


def nothing_but_the_named_goes_to_the_group(it: Walk) -> None:
    shown = in_group(it)
    missing = []
    for organisation, slots in it.said.items():
        for slot, reply in slots.items():
            question = it.bank.question(slot.question)
            if question.kind != "text" or reply.skipped:
                continue
            if question.get("seen") == "broker":
                assert reply.shown not in shown, (organisation, slot)
            elif question.get("seen") == "named" and reply.shown not in shown:
                missing.append((organisation, slot))
    assert missing == []


def words_travel(it: Walk) -> None:
    """Where a prompt reads back what the organisation said, it says exactly that."""
    found = 0
    for speaker in it.speakers:
        for met in speaker.met:
            for name, words in met.piped.items():
                source = [q for q in it.bank.questions if q.key == name and not q.decision]
                if source and source[0].kind == "text":
                    item = met.slot.item if source[0].get("each") else ""
                    assert words == it.said[met.organisation][Slot(name, item)].shown
                    found += 1
    assert found >= 5 * 4


def speakers_of_two(it: Walk, bot: Bot) -> None:
    organisation = list(it.said)[WITH_TWO]
    assert len({r.by_name for r in rows(bot.data) if r.organisation_name == organisation}) == 2
