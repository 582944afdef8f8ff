"""Stage 1 by http alone: a broker and three organisations, from the group's first message to the summary."""

from __future__ import annotations

from tests.play_browser.conftest import BROKER, SOMSRI, Window, text_of


async def test_the_bot_is_in_the_group_at_the_start(page: Window) -> None:
    assert [b["by"] for b in page.chat("group")] == [BROKER, None]
    assert page.state["group"]["title"] == "ภาคีน้ำสะอาดบ้านดง"
    assert [p["role"] for p in page.state["people"]] == ["broker", *["representative"] * 3]
    assert page.state["now_words"] == "อ. 5 ม.ค. 2570 09:01"
    assert not any(p["joined"] for p in page.state["people"])


async def test_stage_one_is_played_to_the_published_summary(page: Window) -> None:
    await set_up(page)
    await page.press(BROKER, "ขั้นตอนทั้ง ๑๒")
    await page.press(BROKER, "กำหนดขอบเขตงาน")
    await page.press(BROKER, "เปิดแบบเต็ม")
    people = [p["id"] for p in page.state["people"] if p["role"] == "representative"]
    for who in people:
        await answer(page, who)
    await page.press(BROKER, "ปิดรอบและดูร่าง")
    await page.press(BROKER, "เผยแพร่ให้กลุ่ม")
    assert "แนวคิดโครงการร่วม" in page.text("group")
    assert "คำตอบของ p2" in page.text("group")
    assert any(b["picture"] for b in page.chat("group"))


async def set_up(page: Window) -> None:
    went = await page.press(BROKER, "ตั้งภาคี", "group")
    assert went["chat"] == BROKER
    await page.press(BROKER, "ภาคีน้ำสะอาด")
    await page.say(BROKER, "ให้ทุกบ้านมีน้ำใส")
    await page.press(BROKER, "ไทย")
    await page.press(BROKER, "แบบเต็ม")
    for person in [p for p in page.state["people"] if p["role"] == "representative"]:
        who = person["id"]
        await page.press(who, "เข้าร่วม", "group")
        await page.press(who, "ยินยอม")
        await page.say(who, person["organisation"])
        await page.press(who, "ประชาสังคม")
        await page.say(who, f"{person['name']} ผู้ประสานงาน")
        await page.press(who, "ตัดสินใจ")
        await page.press(who, "เย็น")
    assert all(p["joined"] for p in page.state["people"])


async def answer(page: Window, who: str) -> None:
    await page.press(who, "เริ่มตอบ")
    for _ in range(60):
        newest = page.chat(who)[-1]
        labels = [b["label"] for row in newest["buttons"] for b in row]
        if any("ส่งคำตอบ" in label for label in labels):
            await page.press(who, "ส่งคำตอบ")
            return
        if (labels and labels[0][:1].isdigit()) or "☐" in "".join(labels):
            done = next((label for label in labels if "เสร็จ" in label or "พอ" in label), "")
            await page.press(who, done if done and "☑" in "".join(labels) else labels[0])
        elif done := next((label for label in labels if "ครบแล้ว" in label or "เสร็จ" in label), ""):
            await page.press(who, done)
        else:
            await page.say(who, f"คำตอบของ {who}")
    raise AssertionError(text_of(page.chat(who)[-1]))


async def test_a_reload_shows_the_same(page: Window) -> None:
    await page.press(BROKER, "ตั้งภาคี", "group")
    seen = dict(page.bubbles)
    middle = sorted(b["order"] for b in seen.values())[1]
    page.bubbles.clear()
    await page.read(since=middle)
    assert page.bubbles == {id: b for id, b in seen.items() if b["order"] > middle}
    await page.read()
    assert page.bubbles == seen
    assert SOMSRI
