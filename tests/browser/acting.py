"""Stage 1 by hand: what the broker and the partners click and type."""

from __future__ import annotations

from tests.browser.window import Window

BROKER, SOMSRI = "p1", "p2"
MOST_QUESTIONS = 40


async def found(window: Window) -> None:
    """The broker founds the partnership, from the button in the group."""
    await window.choose(BROKER)
    await window.press("ตั้งภาคี", "group")
    await window.press("ภาคีน้ำสะอาด")
    await window.say("ให้ทุกบ้านมีน้ำใส")
    await window.press("ไทย")
    await window.press("แบบสั้น")


async def join(window: Window, who: str) -> None:
    await window.choose(who)
    organisation = await window.page.locator("#private .about").inner_text()
    await window.press("เข้าร่วม", "group")
    await window.press("ยินยอม")
    await window.say(organisation.partition("· ")[2])
    await window.press("ประชาสังคม")
    await window.say("ผู้ประสานงานโครงการ")
    await window.press("ตัดสินใจ")
    await window.press("เย็น")


async def open_stage_one(window: Window) -> None:
    await window.choose(BROKER)
    await window.press("ขั้นตอนทั้ง ๑๒")
    await window.press("กำหนดขอบเขตงาน")
    await window.press("เปิดแบบ")


async def answer(window: Window, who: str) -> None:
    """Each question as it comes, until the answers are handed in."""
    await window.choose(who)
    if any("เริ่มตอบ" in label for label in await window.labels("private")):
        await window.press("เริ่มตอบ")
    for _ in range(MOST_QUESTIONS):
        label = chosen(await window.labels("private"))
        if label:
            await window.press(label)
        else:
            await window.say(f"คำตอบของ {who}")
        if "ส่งคำตอบ" in label:
            return
    raise AssertionError(await window.text("private"))


def chosen(labels: list[str]) -> str:
    """The button that goes on; "" where something is to be typed."""
    joined = " ".join(labels)
    for word in ("ส่งคำตอบ", "ครบแล้ว", "เสร็จ"):
        if word in joined and "☐" not in joined.replace("☑", ""):
            return next(label for label in labels if word in label)
    if "☑" in joined:
        return next(label for label in labels if "เสร็จ" in label or "พอ" in label)
    if labels and (labels[0][:1].isdigit() or "☐" in joined):
        return labels[0]
    return ""


async def partners(window: Window) -> list[str]:
    return [who for who in await window.people() if who != BROKER]


async def begun(window: Window) -> None:
    """Founded, all have joined, and stage 1 is open."""
    await found(window)
    for who in await partners(window):
        await join(window, who)
    await open_stage_one(window)
