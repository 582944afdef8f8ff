"""Telegram's published rates, held for any pattern of sends; judged from the times alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.pacing import Pacer
from tests.channels.telegram.fakes import FakeClock


def sent(chats: list[str], gaps: list[float]) -> list[tuple[float, str]]:
    clock = FakeClock()
    pacer = Pacer(clock)
    out = []
    for chat, gap in zip(chats, gaps, strict=True):
        clock.time += gap
        group = chat.startswith("-")
        wait = pacer.wait(chat, group=group)
        assert wait >= 0
        pacer.take(chat, wait, group=group)
        clock.time += wait
        out.append((clock.time, chat))
    return out


def most(times: list[float], window: float) -> int:
    return max((sum(1 for t in times if s <= t < s + window) for s in times), default=0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["1", "2", "-3"]), st.floats(0, 2)), max_size=120))
def test_rates_are_kept(plan: list[tuple[str, float]]) -> None:
    out = sent([c for c, _ in plan], [g for _, g in plan])
    assert most([t for t, _ in out], 1.0 - 1e-6) <= 25
    for chat in ("1", "2", "-3"):
        times = [t for t, c in out if c == chat]
        assert most(times, 1.0 - 1e-6) <= 3
        assert most(times, 10.0) <= 3 + 10
    assert most([t for t, c in out if c == "-3"], 60.0 - 1e-6) <= 18


def test_a_short_burst_goes_at_once() -> None:
    assert [t for t, _ in sent(["1"] * 3, [0.0] * 3)] == [1000.0] * 3


def test_the_nineteenth_in_a_group_waits_for_the_first_to_be_a_minute_old() -> None:
    times = [t for t, _ in sent(["-1"] * 19, [0.0] * 19)]
    assert times[18] == times[0] + 60


def test_twenty_five_chats_in_a_second() -> None:
    times = [t for t, _ in sent([str(n) for n in range(26)], [0.0] * 26)]
    assert times[24] == 1000.0
    assert times[25] == 1001.0


def test_one_flood_stops_one_chat_three_stop_all() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    pacer.flooded("1", 5)
    pacer.flooded("1", 5)
    pacer.flooded("2", 9)
    assert pacer.wait("1", group=False) == 5
    assert pacer.wait("3", group=False) == 0
    pacer.flooded("3", 4)
    assert pacer.wait("4", group=False) == 4
    clock.time += 4
    assert pacer.wait("4", group=False) == 0


def test_floods_long_apart_stop_one_chat_each() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    for chat in ("1", "2", "3"):
        pacer.flooded(chat, 30)
        clock.time += 6
    assert pacer.wait("4", group=False) == 0


def test_quiet_chats_are_forgotten() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    for n in range(5000):
        pacer.take(str(n), 0.0, group=True)
        clock.time += 0.1
    assert len(pacer._chats) < 2500
