"""The rules of decision against an oracle that counts in its own way, over every combination there is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations_with_replacement, permutations, product

import pytest

from bot.core.records import Quorum, Rule
from bot.core.rules import Cast, Outcome, choice, consent, present

YES = ("agree", "agree_changes", "live_with")
VOICES = (*YES, "object", "abstain", "absent")
CASTS = tuple(Cast(v, p) for v in VOICES for p in (False, True) if not (v == "absent" and p))
"""Six voices; all but being absent also provisional."""
RULES, QUORUMS = tuple(Rule), tuple(Quorum)


# ── the oracle: plain loops over the voices, and every change there can be ───


def enough(quorum: Quorum, voices: Sequence[str]) -> bool:
    there = 0
    for voice in voices:
        if voice != "absent":
            there += 1
    needed = {"half": 0.5, "two_thirds": 2 / 3, "all": 1.0}[quorum.value]
    share = there / len(voices)
    if quorum.value == "half":
        return share > needed + 1e-9
    return share >= needed - 1e-9


@cache
def expected_consent(rule: Rule, quorum: Quorum, voices: tuple[str, ...]) -> str:
    if not enough(quorum, voices):
        return "no_quorum"
    if rule.value == "delegated":
        return "referred"
    favour = len([v for v in voices if v in YES])
    against, silent = voices.count("object"), voices.count("abstain")
    if favour == 0:
        return "not_carried"
    sides = favour + against
    carried = {
        "consensus": against + silent == 0,
        "no_objection": against == 0,
        "majority": favour / sides > 0.5 + 1e-9,
        "two_thirds": favour / sides >= 2 / 3 - 1e-9,
    }[rule.value]
    return "carried" if carried else "not_carried"


@cache
def expected_choice(rule: Rule, quorum: Quorum, voices: tuple[str, ...]) -> tuple[str, str]:
    if not enough(quorum, voices):
        return "no_quorum", ""
    if rule.value == "delegated":
        return "referred", ""
    chose = [v for v in voices if v not in ("abstain", "absent")]
    most = max([chose.count(v) for v in chose], default=0)
    tops = sorted({v for v in chose if chose.count(v) == most})
    if not tops:
        return "not_carried", ""
    if rule.value == "consensus":
        same = len(set(chose)) == 1 and "abstain" not in voices
        return ("carried", tops[0]) if same else ("not_carried", "")
    if len(tops) > 1:
        return "tied", ""
    share = chose.count(tops[0]) / len(chose)
    least = {"no_objection": 0.0, "majority": 0.5 + 1e-9, "two_thirds": 2 / 3 - 1e-9}[rule.value]
    return ("carried", tops[0]) if share >= least else ("not_carried", "")


def awaited(judge, casts: tuple[Cast, ...], every: tuple[str, ...]) -> set[int]:  # type: ignore[no-untyped-def]
    """Whoever's other voice makes another outcome, in any way in which the provisional ones settle theirs."""
    provisional = [i for i, c in enumerate(casts) if c.provisional]
    found: set[int] = set()
    for settled in product(every, repeat=len(provisional)):
        voices = [c.voice for c in casts]
        for i, voice in zip(provisional, settled, strict=True):
            voices[i] = voice
        outcome = judge(tuple(voices))
        for i in provisional:
            if i not in found:
                as_given = list(voices)
                as_given[i] = casts[i].voice
                if judge(tuple(as_given)) != outcome:
                    found.add(i)
    return found


def named(casts: Sequence[Cast]) -> dict[str, Cast]:
    return {f"o{n}": cast for n, cast in enumerate(casts)}


# ── every combination ────────────────────────────────────────────────────────


@pytest.mark.parametrize("organisations", [1, 2, 3, 4])
def test_every_consent_comes_out_as_the_oracle_says(organisations: int) -> None:
    """Every voice of every organisation under each rule and quorum. Whose voice is awaited is worked out
    once for organisations that only stand in another order, and looked up under that order."""
    hanging: dict[tuple[Rule, Quorum, tuple[Cast, ...]], set[Cast]] = {}
    for rule, quorum in product(RULES, QUORUMS):
        for casts in combinations_with_replacement(CASTS, organisations):

            def judge(voices: tuple[str, ...], r: Rule = rule, q: Quorum = quorum) -> str:
                return expected_consent(r, q, tuple(sorted(voices)))

            who = awaited(judge, casts, VOICES)
            hanging[rule, quorum, casts] = {casts[i] for i in who}
    place = {cast: n for n, cast in enumerate(CASTS)}
    seen = 0
    for casts in product(CASTS, repeat=organisations):
        voices = tuple(c.voice for c in casts)
        for rule, quorum in product(RULES, QUORUMS):
            found = consent(rule, quorum, named(casts))
            assert found.outcome == expected_consent(rule, quorum, voices), (rule, quorum, casts)
            assert found.winner == ""
            assert dict(found.counts) == {v: voices.count(v) for v in set(voices)}
            in_order = tuple(sorted(casts, key=place.__getitem__))
            hang = hanging[rule, quorum, in_order]
            waits = tuple(f"o{i}" for i, c in enumerate(casts) if c in hang)
            assert found.awaits == waits, (rule, quorum, casts)
            seen += 1
    assert seen == 11**organisations * 15


@pytest.mark.parametrize("organisations", [1, 2, 3, 4])
def test_every_choice_of_three_comes_out_as_the_oracle_says(organisations: int) -> None:
    every = ("a", "b", "c", "abstain", "absent")
    for casts in product([Cast(v) for v in every], repeat=organisations):
        voices = tuple(c.voice for c in casts)
        for rule, quorum in product(RULES, QUORUMS):
            found = choice(rule, quorum, named(casts), ("a", "b", "c"))
            assert (found.outcome, found.winner) == expected_choice(rule, quorum, voices)
            assert dict(found.counts) == {v: voices.count(v) for v in set(voices)}
            assert found.awaits == ()


@pytest.mark.parametrize("options", ["ab", "abc"])
def test_whose_choice_is_awaited(options: str) -> None:
    every = (*options, "abstain", "absent")
    casts_ = [Cast(v, p) for v in every for p in (False, True) if not (v == "absent" and p)]
    for casts in combinations_with_replacement(casts_, 3):
        for rule, quorum in product(RULES, QUORUMS):

            def judge(
                voices: tuple[str, ...], r: Rule = rule, q: Quorum = quorum
            ) -> tuple[str, str]:
                return expected_choice(r, q, tuple(sorted(voices)))

            expected = {f"o{i}" for i in awaited(judge, casts, every)}
            found = choice(rule, quorum, named(casts), tuple(options))
            assert set(found.awaits) == expected, (rule, quorum, casts)


# ── a few by hand, to be read ────────────────────────────────────────────────


def of(*voices: str) -> dict[str, Cast]:
    """ "agree?" is a provisional "agree"."""
    return named([Cast(v.rstrip("?"), v.endswith("?")) for v in voices])


@pytest.mark.parametrize(
    ("rule", "voices", "outcome"),
    [
        ("consensus", "agree live_with agree_changes", "carried"),
        ("consensus", "agree agree abstain", "not_carried"),
        ("consensus", "agree agree absent", "carried"),
        ("no_objection", "agree abstain abstain", "carried"),
        ("no_objection", "abstain abstain abstain", "not_carried"),
        ("no_objection", "agree agree agree object", "not_carried"),
        ("majority", "agree agree object object", "not_carried"),
        ("majority", "agree agree object", "carried"),
        ("majority", "agree abstain abstain", "carried"),
        ("two_thirds", "agree agree object", "carried"),
        ("two_thirds", "agree agree agree object object", "not_carried"),
        ("delegated", "object object object", "referred"),
        ("majority", "agree absent absent", "no_quorum"),
        ("majority", "agree agree absent absent", "no_quorum"),
    ],
)
def test_consents_by_hand(rule: str, voices: str, outcome: str) -> None:
    assert consent(Rule(rule), Quorum.HALF, of(*voices.split())).outcome == outcome


@pytest.mark.parametrize(
    ("rule", "voices", "outcome", "winner"),
    [
        ("no_objection", "a b b c", "carried", "b"),
        ("no_objection", "a a b b", "tied", ""),
        ("majority", "a b b c", "not_carried", ""),
        ("majority", "a b b abstain", "carried", "b"),
        ("two_thirds", "a b b abstain", "carried", "b"),
        ("consensus", "b b b abstain", "not_carried", ""),
        ("consensus", "b b b absent", "carried", "b"),
        ("consensus", "a a b b", "not_carried", ""),
        ("delegated", "b b b b", "referred", ""),
        ("majority", "abstain abstain abstain abstain", "not_carried", ""),
    ],
)
def test_choices_by_hand(rule: str, voices: str, outcome: str, winner: str) -> None:
    found = choice(Rule(rule), Quorum.HALF, of(*voices.split()), ("a", "b", "c"))

    assert (found.outcome, found.winner) == (outcome, winner)


def test_a_provisional_voice_is_awaited_only_where_it_can_still_turn_the_outcome() -> None:
    def waits(rule: str, *voices: str) -> tuple[str, ...]:
        return consent(Rule(rule), Quorum.HALF, of(*voices)).awaits

    assert waits("no_objection", "agree", "agree", "agree?") == ("o2",)
    assert waits("majority", "agree", "agree", "agree", "agree?") == ()
    assert waits("majority", "agree", "agree", "agree?", "agree?") == ("o2", "o3")
    assert waits("no_objection", "object", "agree", "agree?") == ()


def test_who_must_consult_first_abstains_for_now_and_is_awaited() -> None:
    found = consent(Rule.NO_OBJECTION, Quorum.ALL, of("agree", "agree", "consult"))

    assert found == Outcome("carried", "", (("agree", 2), ("consult", 1)), ("o2",))


@pytest.mark.parametrize("order", list(permutations(("half", "two_thirds", "all"))))
def test_nobody_at_all_is_no_quorum(order: tuple[str, ...]) -> None:
    for quorum in order:
        assert consent(Rule.MAJORITY, Quorum(quorum), {}).outcome == "no_quorum"
        assert choice(Rule.MAJORITY, Quorum(quorum), {}, ("a",)).outcome == "no_quorum"
        assert not present(Quorum(quorum), {})


def test_many_provisional_choices_among_many_options_are_weighed_in_time() -> None:
    options = tuple(f"p{n}" for n in range(20))
    casts = {f"o{n}": Cast(key, provisional=True) for n, key in enumerate(options)}

    assert len(choice(Rule.MAJORITY, Quorum.HALF, casts, options).awaits) == 20
