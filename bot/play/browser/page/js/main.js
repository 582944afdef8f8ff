/** The playground's page: the group at the left, at the right the private chat of whoever is played. */
import { listen, read } from "./api.js";
import { Log } from "./chat.js";
import { People, face, mark, told } from "./people.js";
import { State } from "./state.js";
import { Tools } from "./tools.js";
import { learn, say } from "./words.js";
import { Writing } from "./writing.js";

const GROUP = "group";
const $ = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.state = new State();
    this.people = new People($("people"), (id) => this.play(id));
    const shows = (name) => ({
      me: () => this.state.who,
      face: (bubble) => face(bubble.name, this.state.people.findIndex(({ id }) => id === bubble.by)),
      who: (bubble) => this.spoke(bubble),
      large: (image) => this.tools.enlarge(image),
      seen: (chat) => this.seen(chat),
      failed: (refused) => this.writing[name].failed(refused),
      press: (...pressed) => this.press(name, ...pressed),
    });
    this.logs = { group: new Log($("group"), "group", shows("group")), private: new Log($("private"), "private", shows("private")) };
    const writing = (name) => new Writing(this.logs[name], () => ({ who: this.state.who, chat: name }));
    this.writing = { group: writing("group"), private: writing("private") };
    this.tools = new Tools(this.state, (id) => this.play(id));
    for (const tab of document.querySelectorAll(".tabs button")) tab.addEventListener("click", () => this.tab(tab.dataset.tab));
    this.tab("group");
    document.addEventListener("visibilitychange", () => this.eachLog((log) => log.changed()));
  }

  async start() {
    const first = await read("/api/state");
    await learn(first.language);
    this.state.tell(first);
    this.drawn = first.language;
    this.turned();
    listen({
      state: (now) => this.changed(now),
      bubble: (bubble) => this.came(bubble),
      begunAnew: () => this.begunAnew(),
      line: (holds) => this.tools.line(holds),
    });
  }

  eachLog(then) {
    Object.values(this.logs).forEach(then);
  }

  // ── what the playground tells ─────────────────────────────────────────────

  async changed(now) {
    const turned = this.state.tell(now);
    if (now.language !== this.drawn) {
      this.drawn = now.language;
      await learn(now.language);
      this.eachLog((log) => log.redraw());
      this.turned();
    } else if (turned) this.turned();
    if (this.state.person(this.waits)) this.play(this.waits);
    this.soon();
  }

  came(bubble) {
    const log = Object.values(this.logs).find(({ chat }) => chat?.id === bubble.chat);
    const looking = Boolean(log?.visible && log.stuck && !document.hidden);
    const reading = Boolean(log?.visible && !log.stuck);
    this.state.put(bubble, { looking, reading });
    log?.changed();
    this.soon();
  }

  begunAnew() {
    this.state.forget();
    this.eachLog((log) => log.redraw());
    this.tools.begunAnew();
  }

  seen(chat) {
    if (!chat.unread) return;
    chat.unread = 0;
    this.soon();
  }

  // ── what is drawn ─────────────────────────────────────────────────────────

  /** What stands round the chats, once for each picture that the screen shows. */
  soon() {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      this.draw();
    });
  }

  draw() {
    this.people.draw(this.state);
    this.tools.draw();
    const own = this.state.chat(this.state.who).unread;
    this.tabMark("group", this.state.chat(GROUP).unread);
    this.tabMark("private", own);
    this.head();
  }

  tabMark(name, count) {
    const place = document.querySelector(`[data-tab="${name}"] .mark`);
    if (place.dataset.count === String(count)) return;
    place.dataset.count = String(count);
    place.replaceChildren(...(count ? [mark(count)] : []));
  }

  head() {
    const { me, people } = this.state;
    const { group, private: own } = this.logs;
    if (!me) return;
    set(group.title, this.state.told.group.title);
    set(group.about, say("group"));
    set(own.title, me.name);
    set(own.about, `${say("private")} · ${told(me)}`);
    const now = me.id + people.indexOf(me);
    if (own.pane.dataset.of === now) return;
    own.pane.dataset.of = now;
    own.pane.querySelector(".pane-head .face").replaceWith(face(me.name, people.indexOf(me)));
  }

  /** Somebody else is played, or in another language. */
  turned() {
    const { me, told: now } = this.state;
    const { group, private: own } = this.logs;
    if (!me) return;
    group.open(this.state.chat(GROUP));
    own.open(this.state.chat(me.id));
    group.turnOver();
    group.box.setAttribute("aria-label", say("group_log", { group: now.group.title }));
    own.box.setAttribute("aria-label", say("private_log", { name: me.name }));
    group.empty.textContent = say("empty_group");
    own.empty.textContent = say("empty_private", { name: me.name });
    this.writing.group.name(say("write_group", { name: me.name }));
    this.writing.private.name(say("write_private", { name: me.name }));
    Object.values(this.writing).forEach((writing) => writing.tell(""));
    this.draw();
  }

  spoke(bubble) {
    if (bubble.by === null) return say("bot");
    const person = this.state.person(bubble.by);
    return [bubble.name, person ? told(person) : ""].filter(Boolean).join(" · ");
  }

  // ── what people do ────────────────────────────────────────────────────────

  play(id) {
    this.waits = this.state.person(id) ? "" : id; // a newcomer of whom the state does not tell yet
    if (!this.waits && id !== this.state.who) {
      this.state.who = id;
      this.turned();
    }
    this.people.show(id);
  }

  tab(name) {
    document.querySelector("main").dataset.tab = name;
    for (const tab of document.querySelectorAll(".tabs button")) tab.setAttribute("aria-pressed", String(tab.dataset.tab === name));
    this.logs[name].keepEnd();
    if (this.logs[name].chat) this.logs[name].changed();
  }

  async press(name, ...pressed) {
    const who = this.state.who;
    const chat = await this.writing[name].press(who, ...pressed);
    if (!chat || chat === pressed[0].chat || who !== this.state.who) return;
    const there = chat === GROUP ? "group" : "private";
    this.tab(there);
    await this.logs[there].toEnd();
  }
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

new Page().start();
