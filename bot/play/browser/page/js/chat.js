/** A chat's log on the screen: its rows follow the bubbles that the chat holds. */
import { contents, make } from "./bubble.js";
import { earlier } from "./api.js";
import { say, write } from "./words.js";

/** Pixels from the end within which a reader counts as being at it. */
const NEAR = 48;
/** Asked for at once when somebody scrolls up, or back to the newest. */
const LOT = 50;
const NEWEST = 100;
/** Milliseconds at most from one message to the next of one piece of news: a summary, its pictures (which have
 *  to be drawn), what is next. */
const BURST = 4000;
/** Of the height of the pane: news that needs no more than this is seen to go on, without a button that says so. */
const LITTLE = 1.2;
/** Pixels that news stands below the upper edge. */
const GAP = 8;

export class Log {
  /**
   * @param {HTMLElement} pane is filled from the template
   * @param {object} of how bubbles are shown and what their buttons do (bubble.js), and `seen`, `failed`,
   *   `news`: whether a bubble is to be read from its beginning
   */
  constructor(pane, name, of) {
    pane.append(document.getElementById("pane").content.cloneNode(true));
    write(pane);
    const find = (selector) => pane.querySelector(selector);
    Object.assign(this, { pane, name, of, chat: null, rows: new Map(), stuck: true, end: 0, due: false });
    Object.assign(this, { news: null, newsAt: 0, parked: null, drawnTo: Infinity, acted: false });
    Object.assign(this, { box: find(".log"), list: find(".rows"), going: find(".going"), empty: find(".empty") });
    Object.assign(this, { olderButton: find(".older"), newest: find(".newest"), title: find("h2"), about: find(".about") });
    this.title.id = `${name}-title`;
    this.box.dataset.testid = `${name}-log`;
    this.newest.dataset.testid = `${name}-newest`;
    this.box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.newest.addEventListener("click", () => {
      this.news = null;
      this.toEnd();
    });
    this.olderButton.addEventListener("click", () => this.older());
    new ResizeObserver(() => this.keepEnd()).observe(this.box);
    new ResizeObserver(() => this.keepEnd()).observe(this.list);
  }

  get visible() {
    return this.box.clientHeight > 0;
  }

  /** Show this chat from its end. */
  open(chat) {
    if (this.chat === chat) return;
    this.chat = chat;
    this.redraw();
    this.catchUp();
  }

  /** All rows are made again, as when the words changed or another chat is shown. */
  redraw() {
    this.rows.clear();
    this.list.replaceChildren();
    this.going.replaceChildren();
    this.stuck = true;
    Object.assign(this, { news: null, parked: null, drawnTo: Infinity, acted: false });
    this.changed();
  }

  /** However much comes, it is drawn once for each picture that the screen shows. */
  changed() {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      this.draw();
    });
  }

  draw() {
    if (!this.chat) return;
    const bubbles = this.chat.bubbles;
    // A whole chat is not read out; only what comes while it is looked at.
    this.box.setAttribute("aria-live", this.rows.size ? "polite" : "off");
    const top = this.stuck ? null : this.anchor();
    const focus = this.focused();
    this.drop(new Set(bubbles.map((bubble) => bubble.id)));
    let before = null;
    for (const bubble of bubbles) before = this.row(bubble, before);
    this.drawnTo = bubbles.at(-1)?.first ?? 0;
    this.spend(bubbles);
    this.hold(this.stuck ? null : top);
    this.refocus(focus);
    this.marks();
  }

  drop(kept) {
    for (const [id, row] of this.rows) {
      if (kept.has(id)) continue;
      row.remove();
      this.rows.delete(id);
    }
  }

  /** The row of a bubble, after the row `before`; made anew only where the bubble changed. */
  row(bubble, before) {
    let row = this.rows.get(bubble.id);
    const after = before ? before.nextElementSibling : this.list.firstElementChild;
    if (!row) {
      row = make("article", { className: "row", data: { bubble: bubble.id } });
      this.rows.set(bubble.id, row);
      this.list.insertBefore(row, after);
      if (bubble.first > this.drawnTo) this.notice(row, this.of.news(bubble));
    }
    if (row.order !== bubble.order) {
      row.order = bubble.order;
      row.bubble = bubble;
      row.replaceChildren(...contents(bubble, this.of));
      this.own(row);
    }
    this.fit(row, before);
    return row;
  }

  /** A day's name above its first message; who speaks only where somebody else spoke before. */
  fit(row, before) {
    const day = before?.bubble.day_words === row.bubble.day_words ? "" : row.bubble.day_words;
    if ((row.dataset.day ?? "") !== day) {
      row.querySelector(".day")?.remove();
      if (day) row.prepend(make("p", { className: "day" }, make("span", {}, day)));
      row.dataset.day = day;
    }
    const follows = !day && before?.bubble.by === row.bubble.by;
    if (row.classList.contains("follows") !== follows) row.classList.toggle("follows", follows);
  }

  own(row) {
    row.classList.toggle("own", row.bubble.by !== null && row.bubble.by === this.of.me());
    row.classList.toggle("tapped", row.bubble.tapped);
  }

  /** In a private chat the buttons above the last answer have served; they still work, but look paler. */
  spend(bubbles) {
    if (this.name !== "private") return;
    const answered = bubbles.findLastIndex((bubble) => bubble.by !== null);
    bubbles.forEach(({ id }, at) => this.rows.get(id).classList.toggle("spent", at < answered));
  }

  /** Somebody else is played: own messages stand at the right. */
  turnOver() {
    for (const row of this.rows.values()) this.own(row);
  }

  // ── where the reader is ───────────────────────────────────────────────────

  get atEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
  }

  /** The news begins at the top and goes on but little below: no button need lie over it. */
  get nearlyAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    return this.parked !== null && !this.chat.unread && scrollHeight - scrollTop < LITTLE * clientHeight;
  }

  /** Whoever is at the end leaves it by scrolling up, not by what grows below. */
  scrolled() {
    if (!this.visible) return;
    if (this.parked !== null && Math.abs(this.box.scrollTop - this.parked) > 1) this.parked = null;
    const stays = this.stuck && this.box.scrollTop >= this.end - 1;
    this.stuck = (stays || this.atEnd) && !this.chat.behind;
    if (this.box.scrollTop < NEAR && !this.stuck) this.older();
    this.marks();
  }

  keepEnd() {
    if (!this.stuck || !this.visible) return;
    this.box.scrollTop = this.box.scrollHeight;
    this.end = this.box.scrollTop;
    const above = this.newsAbove();
    if (above <= 0) return;
    this.box.scrollTop -= above;
    this.parked = this.box.scrollTop;
    this.stuck = false;
    this.news = null;
    this.marks();
  }

  /** Whoever is played acts, here or in the other chat: what comes of it is another piece of news. */
  acts(here) {
    if (here) this.acted = true;
    this.newsAt = -Infinity;
  }

  /** A message has come. `news`: it is to be read from its beginning; several begin with the first. Whoever acted
   *  here goes to it; so does a pane that shows the last news, and nobody moved it since. */
  notice(row, news) {
    const now = performance.now();
    const answered = !news && this.name === "private"; // what comes next is about that
    const over = this.visible && (answered || now - this.newsAt > BURST);
    if (this.acted || (over && this.parked !== null)) this.stuck = !this.chat.behind;
    if (this.acted || over) this.news = null;
    if (this.stuck) this.parked = null;
    if (news) this.acted = false;
    if (!news || !this.stuck) return;
    this.news ??= row;
    this.newsAt = now;
  }

  /** Pixels by which the news does not fit: it is read from where it begins, not from its end. */
  newsAbove() {
    if (performance.now() - this.newsAt > BURST) this.news = null;
    if (!this.news?.isConnected) return 0;
    return this.box.getBoundingClientRect().top + GAP - this.news.getBoundingClientRect().top;
  }

  /** On a phone, the chat that lay behind the other one is looked at. */
  shown() {
    this.newsAt = performance.now();
    this.keepEnd();
    if (this.chat) this.changed();
  }

  /** What stays where it is on the screen while others come above: the button that was just pressed, or
   *  the topmost row that is seen; and how far from the top it is. */
  anchor() {
    const { top: edge, bottom: end } = this.box.getBoundingClientRect();
    const pressed = this.focused();
    if (pressed?.n !== undefined) {
      const { top, bottom } = pressed.element.getBoundingClientRect();
      if (bottom > edge && top < end) return { id: pressed.id, n: pressed.n, above: top - edge };
    }
    for (const row of this.list.children) {
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom > edge) return { id: row.dataset.bubble, above: top - edge };
    }
    return null;
  }

  hold(top) {
    const row = top && this.rows.get(top.id);
    if (!row) return this.keepEnd();
    const held = top.n === undefined ? row : row.querySelector(`[data-n="${top.n}"]`);
    if (!held) return;
    const edge = this.box.getBoundingClientRect().top;
    this.box.scrollTop += held.getBoundingClientRect().top - edge - top.above;
    if (this.parked !== null) this.parked = this.box.scrollTop;
  }

  async toEnd() {
    await this.catchUp();
    this.stuck = true;
    this.changed();
    this.box.focus({ preventScroll: true });
  }

  /** From now on what comes is kept again; what was left out is asked for. */
  async catchUp() {
    const { chat } = this;
    if (!chat.behind) return;
    chat.behind = false;
    chat.behind = !(await this.ask(Infinity, NEWEST, (found) => chat.begin(found)));
    this.changed();
  }

  async older() {
    const oldest = this.chat.bubbles[0];
    if (!oldest || !this.chat.more || this.asking) return;
    await this.ask(oldest.first, LOT, (found, chat) => {
      chat.complete = found.length < LOT;
      chat.putOlder(found);
    });
    this.changed();
  }

  /** @returns {Promise<boolean>} whether it was answered */
  async ask(before, most, then) {
    const chat = this.chat;
    this.asking = true;
    try {
      then(await earlier(chat.id, Math.min(before, Number.MAX_SAFE_INTEGER), most), chat);
      return true;
    } catch (refused) {
      this.of.failed(refused, this);
      return false;
    } finally {
      this.asking = false;
    }
  }

  /** What is above, what is below, and whether there is anything at all. */
  marks() {
    const { bubbles, unread, behind, more } = this.chat;
    const looks = this.stuck || this.parked !== null; // at the end, or at the news that it was brought to
    if (looks && this.visible && !document.hidden) this.of.seen(this.chat);
    this.olderButton.hidden = !more;
    this.empty.hidden = bubbles.length > 0;
    this.newest.hidden = this.stuck || this.nearlyAtEnd;
    this.newest.textContent = say(unread || behind ? "newer" : "to_newest");
  }

  // ── what was focused stays so when its message changes ────────────────────

  focused() {
    const row = document.activeElement?.closest(".row");
    if (!row || !this.list.contains(row)) return null;
    return { id: row.dataset.bubble, n: document.activeElement.dataset.n, element: document.activeElement };
  }

  refocus(focus) {
    if (!focus || focus.element.isConnected) return;
    const same = this.rows.get(focus.id)?.querySelector(`[data-n="${focus.n}"]`);
    (same ?? this.box).focus({ preventScroll: true });
  }

  /** What was written stands here until the playground has it. @returns {() => void} takes it away */
  sending(text) {
    const bubble = make("div", { className: "bubble" }, make("p", { className: "text" }, text));
    const row = make("div", { className: "row own sending" }, make("div", { className: "stack" }, bubble));
    bubble.append(make("p", { className: "foot" }, say("going")));
    this.going.append(row);
    this.stuck = !this.chat.behind;
    this.keepEnd();
    return () => row.remove();
  }
}
