/** What the page knows: how things stand, the chats, and what of them was not seen. */

import { Reading } from "./reading.js";

/** Bubbles kept of one chat; older ones are asked for again when somebody scrolls up. */
export const MOST = 300;
/** So many of each chat come at first; a chat with fewer is known from its beginning. */
const AT_FIRST = 100;

/** The bubbles of one chat, in the order in which they stand. */
export class Chat {
  constructor(id) {
    this.id = id;
    this.clear();
  }

  clear() {
    /** @type {any[]} */ this.bubbles = [];
    /** Whether newer ones were left out because somebody reads far above. */
    this.behind = false;
    /** Whether nothing older is there. */
    this.complete = false;
    this.unread = 0;
  }

  /** @returns {boolean} whether it is new here, not a change of one that stands here */
  put(bubble, reading = false) {
    const at = this.place(bubble);
    if (this.bubbles[at]?.id === bubble.id) {
      this.bubbles[at] = bubble;
      return false;
    }
    const missing = at === 0 && this.bubbles.length >= AT_FIRST;
    const full = reading && this.bubbles.length >= MOST;
    if (missing) return false; // a change of one that is too far above to be here
    if (full || this.behind) this.behind = true;
    else this.bubbles.splice(at, 0, bubble);
    if (!reading) this.trim();
    return true;
  }

  /** Where it stands, or would; mostly at the end. */
  place(bubble) {
    let at = this.bubbles.length;
    while (at > 0 && this.bubbles[at - 1].first >= bubble.first) at--;
    return at;
  }

  trim() {
    if (this.bubbles.length <= MOST) return;
    this.bubbles.splice(0, this.bubbles.length - MOST);
    this.complete = false;
  }

  /** Older ones on top; what does not fit any more goes at the end. */
  putOlder(older) {
    const oldest = this.bubbles[0]?.first ?? Infinity;
    this.bubbles.unshift(...older.filter((bubble) => bubble.first < oldest));
    if (this.bubbles.length > MOST) {
      this.bubbles.length = MOST;
      this.behind = true;
    }
  }

  /** The newest, and what came while they were asked for, instead of what is here. */
  begin(newest) {
    const came = this.bubbles.filter((bubble) => bubble.first >= (newest[0]?.first ?? Infinity));
    this.bubbles = newest;
    this.complete = false;
    for (const bubble of came) {
      const here = this.bubbles[this.place(bubble)];
      if (here?.id !== bubble.id || here.order < bubble.order) this.put(bubble);
    }
  }

  /** Whether older ones may be asked for. */
  get more() {
    return !this.complete && this.bubbles.length >= AT_FIRST;
  }
}

export class State {
  constructor() {
    /** @type {any} as GET /api/state */ this.told = null;
    /** @type {Map<string, Chat>} */ this.chats = new Map();
    /** Who is played. */ this.who = "";
    /** What came up to here was there before the page was. */ this.seen = null;
    this.reading = new Reading();
  }

  chat(id) {
    if (!this.chats.has(id)) this.chats.set(id, new Chat(id));
    return this.chats.get(id);
  }

  get people() {
    return this.told?.people ?? [];
  }

  person(id) {
    return this.people.find((person) => person.id === id);
  }

  get me() {
    return this.person(this.who);
  }

  /** @returns {boolean} whether somebody else is played now */
  tell(told) {
    this.told = told;
    this.seen ??= told.last;
    this.reading.begin(told.last);
    const before = this.who;
    if (!this.me) this.who = this.people[0]?.id ?? "";
    return before !== this.who;
  }

  /** A bubble that came. `looking`: at the end of its chat; `reading`: further above in it. */
  put(bubble, { looking, reading }) {
    const chat = this.chat(bubble.chat);
    const fresh = chat.put(bubble, reading) && bubble.first > this.reading.of(chat.id);
    const own = bubble.by !== null && (bubble.chat === bubble.by || bubble.by === this.who);
    if (looking) this.reading.upTo(chat.id, bubble.first);
    else if (fresh && !own) chat.unread++;
  }

  /** All of a chat was seen. @returns {boolean} whether anything of it was not seen before */
  read(chat) {
    const unread = chat.unread > 0;
    chat.unread = 0;
    const newest = chat.bubbles.at(-1);
    if (newest) this.reading.upTo(chat.id, newest.first);
    return unread;
  }

  /** It begins anew: nothing was said, and the broker is played, who is to act first. */
  forget() {
    this.chats.forEach((chat) => chat.clear());
    this.who = this.people[0]?.id ?? "";
  }
}
