"""A small partnership for the tests of the store."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import (
    Answer,
    Asking,
    Authority,
    Entries,
    Entry,
    Form,
    Interview,
    Member,
    Organisation,
    Partnership,
    Person,
    Place,
    Role,
    Round,
    Slot,
    Value,
)
from tests.store.conftest import T0

GROUP = Place("telegram", "-100777")
SOMSRI = Person("telegram", "5550001")
WICHAI = Person("telegram", "5550002")
BROKER = Person("telegram", "5550003")
ROUND = "c1-scoping-1"


def private(person: Person) -> Place:
    return Place(person.channel, person.id)


def member(person: Person, name: str, organisation: str = "", **more: object) -> Member:
    roles = frozenset({Role.REPRESENTATIVE if organisation else Role.BROKER})
    made = Member(
        person,
        private=private(person),
        called=name.split(maxsplit=1)[0],
        name=name,
        organisation=organisation,
        roles=roles,
        authority=Authority.DECIDES if organisation else None,
        remind="morning",
        consented_at=T0,
        consent_text="1",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def answer(
    value: Value | None,
    question: str = "wanted_change",
    item: str = "",
    by: Person = SOMSRI,
    organisation: str = "o1",
    revision: int = 1,
    **more: object,
) -> Answer:
    shown = value if isinstance(value, str) else "…"
    made = Answer(
        organisation=organisation,
        slot=Slot(question, item),
        kind="text",
        value=value,
        shown=shown,
        raw=shown,
        asked="ท่านหวังอะไรจากภาคีนี้",
        by=by,
        at=T0,
        revision=revision,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def entries(*texts: str) -> Entries:
    return tuple(Entry(str(n), text) for n, text in enumerate(texts, 1))


def partnership(id: str = "p1", group: Place | None = GROUP) -> Partnership:
    made = Partnership(
        id=id,
        groups=() if group is None else (group,),
        title="กลุ่มน้ำสะอาด",
        name="ภาคีน้ำสะอาดลุ่มน้ำปิง",
        purpose="น้ำดื่มสะอาดทุกหมู่บ้าน",
        language="th",
        form=Form.SHORT,
    )
    for organisation in (Organisation("o1", "มูลนิธิสายธาร"), Organisation("o2", "เทศบาลตำบลปิง")):
        made = made.with_organisation(organisation)
    made = made.with_member(member(BROKER, "อรุณี ประสานดี"))
    made = made.with_member(member(SOMSRI, "สมศรี ใจงาม", "o1"))
    made = made.with_member(member(WICHAI, "วิชัย มั่นคง", "o2"))
    round = Round(ROUND, "scoping", Form.SHORT, T0)
    round = round.with_interview(Interview(SOMSRI, Asking(Slot("wanted_change"))))
    return made.with_round(round)


def answered(before: Partnership, given: Answer) -> Partnership:
    return before.with_round(before.rounds[ROUND].with_answer(given))
