/** How far each chat was read. This browser keeps it, so that a reload does not take what is unread for read. */
import { keep, kept } from "./keeping.js";

const KEY = "read";
/** Milliseconds after which it is kept: much may be read in a rush. */
const SOON = 300;

export class Reading {
  constructor() {
    /** What came up to here counts as read in every chat; null until the first state was told. */
    this.from = null;
    /** @type {Record<string, number>} chat → the place (`first`) of the newest message that was seen */
    this.chats = {};
    addEventListener("pagehide", () => this.keep());
  }

  /** @param {number} last the newest of all there is; whoever opens the page for the first time begins with it */
  begin(last) {
    if (this.from !== null) return;
    const before = remembered();
    this.from = Math.min(before.from ?? last, last);
    this.chats = before.chats ?? {};
    this.soon();
  }

  of(chat) {
    return Math.max(this.from ?? 0, this.chats[chat] ?? 0);
  }

  upTo(chat, place) {
    if (place <= this.of(chat)) return;
    this.chats[chat] = place;
    this.soon();
  }

  soon() {
    this.due ??= setTimeout(() => this.keep(), SOON);
  }

  /** Another window may have read further in a chat. */
  keep() {
    clearTimeout(this.due);
    this.due = undefined;
    if (this.from === null) return;
    const chats = { ...remembered().chats };
    for (const [chat, place] of Object.entries(this.chats)) chats[chat] = Math.max(place, chats[chat] ?? 0);
    keep(KEY, JSON.stringify({ from: this.from, chats }));
  }
}

function remembered() {
  try {
    const { from, chats } = JSON.parse(kept(KEY)) ?? {};
    return { from: Number.isFinite(from) ? from : undefined, chats: Object(chats) };
  } catch {
    return {}; // somebody wrote something else there
  }
}
