"""A partnership out of the JSON file that `json_out` wrote (docs/data-format.md).

Read strictly: every name has its place, every value its form, and what is named elsewhere in the file must be there.
The first thing that is wrong is told, with its place (`json_fields.Wrong`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.core.history import WITHDRAWN, Revisions, Whole
from bot.core.ids import AnswerKey, Person, Slot
from bot.core.model import (
    Finished,
    HandIn,
    Interview,
    Invited,
    Member,
    Organisation,
    Partnership,
    Reviewing,
    Round,
    Standing,
)
from bot.papers.json_answers import take_answer
from bot.papers.json_fields import (
    FLAG,
    ID,
    MOMENT,
    SOMEONE,
    Listed,
    Maybe,
    OneOf,
    People,
    Record,
    Wrong,
    check_names,
)
from bot.papers.json_out import TABLES
from bot.papers.json_records import (
    BY_ID,
    CURATION,
    FORMAT,
    ITEM,
    KIND,
    LEFT_OUT,
    MEMBER,
    PARTNERSHIP,
    ROUND,
)
from bot.render.words import N_

FILE_MOST = 200_000_000
"""Bytes. The partnership of the playground makes one of half a million."""
STANDINGS: Mapping[str, Standing] = {"invited": Invited(), "reviewing": Reviewing(), "finished": Finished()}
ROUND_LISTS = ("handed_in", "interviews", "answers", "curated", "left_out")
_KEY = {"organisation": ID, "question": ID, "item": ITEM}
Name = Callable[[str, bool], Person]
"""(code in the file, has been erased) → the person from now on."""


def moved_in(file: bytes, name: Name) -> Whole:
    """Raises Wrong."""
    data = _parsed(file)
    _check_head(data)
    fields = {"kind": ..., "format": ..., "people": ..., **PARTNERSHIP, **BY_ID, "rounds": ...}
    check_names(data, "", fields)
    people, members = _people(data["people"], name)
    found: dict[str, Any] = {n: kind.take(data[n], n, people) for n, kind in PARTNERSHIP.items()}
    found |= {n: _by_id(data[n], n, record, people) for n, record in BY_ID.items()}
    _check_organisations(members.values(), found["organisations"])
    rounds: dict[str, Round] = {}
    revisions: dict[str, Revisions] = {}
    for n, one in enumerate(_list(data["rounds"], "rounds")):
        round, told = _round(one, f"rounds[{n}]", found["organisations"], people)
        _once(round.id, rounds, f"rounds[{n}].id")
        rounds[round.id], revisions[round.id] = round, told
    _check_links(found, rounds)
    return Whole(Partnership(**found, members=members, rounds=rounds), revisions)


# ── the file ─────────────────────────────────────────────────────────────────


def _parsed(file: bytes) -> Any:
    if len(file) > FILE_MOST:
        raise Wrong("", N_("The file is too large: %(most)s bytes at most."), most=f"{FILE_MOST:,}")
    try:
        return json.loads(file.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Wrong("", N_("The file is not UTF-8 text.")) from None
    except json.JSONDecodeError as error:
        what = N_("This is not JSON: line %(line)s, column %(column)s.")
        raise Wrong("", what, line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        raise Wrong("", N_("This is not JSON of ours: something in it is too deep or too long.")) from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Wrong("", N_("“%(name)s” stands twice in one object."), name=twice[:40])
    return found


def _no_constant(name: str) -> Any:
    raise Wrong("", N_("“%(name)s” is no number."), name=name)


def _check_head(data: Any) -> None:
    kind = data.get("kind") if isinstance(data, dict) else None
    if kind == TABLES:
        what = N_(
            "This file holds tables to read. To move a partnership, write it out with “papers --format json”, "
            "without “--audience group”."
        )
        raise Wrong("kind", what)
    if kind != KIND:
        raise Wrong("", N_("This is no partnership written out by this program."))
    if data.get("format") != FORMAT or isinstance(data["format"], bool):
        what = N_("This file has format %(found)s; this version of the program reads format %(known)s.")
        raise Wrong("format", what, found=str(data.get("format"))[:20], known=FORMAT)


def _list(data: Any, where: str) -> list[Any]:
    """The list as it is. Raises Wrong for anything else, or too long a one."""
    found: list[Any] = Listed(_AsItIs(), list).take(data, where, People())
    return found


class _AsItIs:
    def give(self, value: Any, _people: People) -> Any:
        return value

    def take(self, data: Any, _where: str, _people: People) -> Any:
        return data


def _once(key: Any, known: Mapping[Any, Any], where: str) -> None:
    if key in known:
        raise Wrong(where, N_("This stands twice in the list."))


# ── who belongs ──────────────────────────────────────────────────────────────


def _people(data: Any, name: Name) -> tuple[People, dict[Person, Member]]:
    known: dict[str, Person] = {}
    members: dict[Person, Member] = {}
    for n, one in enumerate(_list(data, "people")):
        where = f"people[{n}]"
        check_names(one, where, {"code": ..., "erased": ..., "member": ...})
        code = ID.take(one["code"], f"{where}.code", People())
        _once(code, known, f"{where}.code")
        person = name(code, FLAG.take(one["erased"], f"{where}.erased", People()))
        known[code] = person
        told = Maybe(MEMBER).take(one["member"], f"{where}.member", People())
        if told is not None:
            members[person] = Member(person, **told)
    return People(known=known), members


def _by_id(data: Any, where: str, record: Record, people: People) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n, one in enumerate(_list(data, where)):
        value = record.take(one, f"{where}[{n}]", people)
        _once(value.id, found, f"{where}[{n}].id")
        found[value.id] = value
    return found


def _there(organisation: str, known: Mapping[str, Organisation], where: str) -> None:
    if organisation and organisation not in known:
        what = N_("There is no organisation “%(id)s” under “organisations”.")
        raise Wrong(where, what, id=organisation[:40])


def _check_organisations(members: Iterable[Member], known: Mapping[str, Organisation]) -> None:
    for n, member in enumerate(members):
        _there(member.organisation, known, f"people[{n}].member.organisation")


def _check_links(found: Mapping[str, Any], rounds: Mapping[str, Round]) -> None:
    """What promises, agreements and corrections name is there."""
    for name in ("promises", "corrections", "notes"):
        for n, one in enumerate(found[name].values()):
            _there(one.organisation, found["organisations"], f"{name}[{n}].organisation")
    for n, promise in enumerate(found["promises"].values()):
        _there(promise.to, found["organisations"], f"promises[{n}].to")
    for name in ("promises", "agreements", "corrections"):
        for n, one in enumerate(found[name].values()):
            if one.round and one.round not in rounds:
                raise Wrong(f"{name}[{n}].round", N_("There is no round “%(id)s” under “rounds”."), id=one.round[:40])


# ── rounds ───────────────────────────────────────────────────────────────────


def _round(
    data: Any, where: str, organisations: Mapping[str, Organisation], people: People
) -> tuple[Round, Revisions]:
    check_names(data, where, {**ROUND, **dict.fromkeys(ROUND_LISTS)})
    plain = {name: kind.take(data[name], f"{where}.{name}", people) for name, kind in ROUND.items()}
    numbers = [edition.number for edition in plain["editions"]]
    if numbers != sorted(set(numbers)) or (numbers and numbers[-1] > plain["edition"]):
        raise Wrong(f"{where}.editions", N_("The editions should be in order, each number once."))
    told = _answers(data["answers"], f"{where}.answers", organisations, people)
    newest = {key: revisions[-1].answer for key, revisions in told.items()}
    round = Round(
        **plain,
        handed_in=_handed_in(data["handed_in"], f"{where}.handed_in", organisations, people),
        interviews=_interviews(data["interviews"], f"{where}.interviews", people),
        answers={key: answer for key, answer in newest.items() if answer.kind != WITHDRAWN},
        withdrawn={key: answer.revision for key, answer in newest.items() if answer.kind == WITHDRAWN},
        curated=_curated(data["curated"], f"{where}.curated", people),
        left_out=_left_out(data["left_out"], f"{where}.left_out", people),
    )
    return round, told


def _answers(data: Any, where: str, organisations: Mapping[str, Organisation], people: People) -> Revisions:
    found: dict[AnswerKey, Any] = {}
    for n, one in enumerate(_list(data, where)):
        key, revisions = take_answer(one, f"{where}[{n}]", people)
        _once(key, found, f"{where}[{n}]")
        _there(key.organisation, organisations, f"{where}[{n}].organisation")
        found[key] = revisions
    return found


def _handed_in(
    data: Any, where: str, organisations: Mapping[str, Organisation], people: People
) -> dict[tuple[str, str], HandIn]:
    found: dict[tuple[str, str], HandIn] = {}
    record = Record(dict, {"organisation": ID, "part": ID, "by": SOMEONE, "at": MOMENT})
    for n, one in enumerate(_list(data, where)):
        told = record.take(one, f"{where}[{n}]", people)
        key = told["organisation"], told["part"]
        _once(key, found, f"{where}[{n}]")
        _there(key[0], organisations, f"{where}[{n}].organisation")
        found[key] = HandIn(told["by"], told["at"])
    return found


def _interviews(data: Any, where: str, people: People) -> dict[Person, Interview]:
    found: dict[Person, Interview] = {}
    record = Record(dict, {"person": SOMEONE, "standing": OneOf(tuple(STANDINGS))})
    for n, one in enumerate(_list(data, where)):
        told = record.take(one, f"{where}[{n}]", people)
        _once(told["person"], found, f"{where}[{n}].person")
        found[told["person"]] = Interview(told["person"], STANDINGS[told["standing"]])
    return found


def _curated(data: Any, where: str, people: People) -> dict[Slot, Any]:
    found: dict[Slot, Any] = {}
    record = Record(dict, {"question": ID, "item": ITEM, **CURATION.fields})
    for n, one in enumerate(_list(data, where)):
        told = record.take(one, f"{where}[{n}]", people)
        slot = Slot(told.pop("question"), told.pop("item"))
        _once(slot, found, f"{where}[{n}]")
        found[slot] = CURATION.make(**told)
    return found


def _left_out(data: Any, where: str, people: People) -> dict[AnswerKey, Any]:
    found: dict[AnswerKey, Any] = {}
    record = Record(dict, {**_KEY, **LEFT_OUT.fields})
    for n, one in enumerate(_list(data, where)):
        told = record.take(one, f"{where}[{n}]", people)
        key = AnswerKey(told.pop("organisation"), Slot(told.pop("question"), told.pop("item")))
        _once(key, found, f"{where}[{n}]")
        found[key] = LEFT_OUT.make(**told)
    return found
