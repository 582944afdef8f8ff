/** The playground's page: the group at the left, at the right the private chat of whoever is played. */
import { Refused, listen, read } from "./api.js";
import { Log } from "./chat.js";
import { People, face, mark, told } from "./people.js";
import { State } from "./state.js";
import { Tools } from "./tools.js";
import { learn, say } from "./words.js";
import { Writing } from "./writing.js";

const GROUP = "group";
/** Milliseconds for which a chat is shown at least while the example is followed: the eye needs them. */
const FOLLOWED = 700;
/** Milliseconds until what was not answered is asked for again. */
const AGAIN = 1000;
const $ = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.state = new State();
    this.people = new People($("people"), (id) => this.choose(id));
    const shows = (name) => ({
      me: () => this.state.who,
      face: (bubble) => face(bubble.name, this.state.people.findIndex(({ id }) => id === bubble.by)),
      who: (bubble) => this.spoke(bubble),
      large: (image) => this.tools.enlarge(image),
      seen: (chat) => this.seen(chat),
      acts: () => this.eachLog((log) => log.acts(log.name === name)),
      news: ({ by, first }) => by === null && first > this.state.seen && !this.tools.playing.on,
      failed: (refused) => this.writing[name].failed(refused),
      press: (...pressed) => this.press(name, ...pressed),
    });
    this.logs = { group: new Log($("group"), "group", shows("group")), private: new Log($("private"), "private", shows("private")) };
    const writing = (name) => new Writing(this.logs[name], () => ({ who: this.state.who, chat: name }));
    this.writing = { group: writing("group"), private: writing("private") };
    this.tools = new Tools(this.state, (id) => this.play(id));
    for (const tab of document.querySelectorAll(".tabs button")) tab.addEventListener("click", () => this.tab(tab.dataset.tab));
    this.tab("group");
    this.wireFollowing();
    document.addEventListener("visibilitychange", () => this.eachLog((log) => log.changed()));
  }

  async start() {
    const first = await this.found();
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

  /** How things stand, with the words for it; asked for until it is answered. */
  async found() {
    for (;;) {
      try {
        const first = await read("/api/state");
        await learn(first.language);
        return first;
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        await new Promise((then) => setTimeout(then, AGAIN));
      }
    }
  }

  eachLog(then) {
    Object.values(this.logs).forEach(then);
  }

  // ── what the playground tells ─────────────────────────────────────────────

  async changed(now) {
    const turned = this.state.tell(now);
    if (now.language !== this.drawn) {
      try {
        await learn(now.language);
      } catch {
        return setTimeout(() => this.changed(this.state.told), AGAIN);
      }
      this.drawn = now.language;
      this.eachLog((log) => log.redraw());
      this.turned();
    } else if (turned) this.turned();
    if (this.state.person(this.waits)) this.play(this.waits);
    this.follow();
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
    this.turned();
    this.eachLog((log) => log.redraw());
    this.people.show(this.state.who);
    this.tools.begunAnew();
  }

  seen(chat) {
    if (this.state.read(chat)) this.soon();
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
    $("follow").hidden = !this.tools.playing.on || this.following;
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

  // ── the example, followed ─────────────────────────────────────────────────

  /** Whoever looks after something by themselves is not drawn away from it. */
  wireFollowing() {
    this.following = true;
    this.followedAt = 0;
    const stays = ({ target }) => target.closest(".tap, .writing") && this.stay();
    for (const pane of document.querySelectorAll(".pane"))
      for (const name of ["pointerdown", "focusin"]) pane.addEventListener(name, stays);
    $("follow").addEventListener("click", () => {
      this.following = true;
      $("play").focus();
      this.follow();
      this.soon();
    });
  }

  stay() {
    if (!this.tools.playing.on || !this.following) return;
    this.following = false;
    this.soon();
  }

  /** The private chat of whoever acts in the example. Once it has stopped, the next one is followed again. */
  follow() {
    if (!this.tools.playing.on) this.following = true;
    clearTimeout(this.toFollow);
    const wait = this.followedAt + FOLLOWED - performance.now();
    if (wait > 0) {
      this.toFollow = setTimeout(() => this.follow(), wait);
      return;
    }
    const { on, who } = this.tools.playing;
    if (!on || !this.following || !who || who === this.state.who) return;
    if (Object.values(this.writing).some(({ field }) => field.value)) return; // it is being written as somebody
    this.followedAt = performance.now();
    this.play(who);
  }

  choose(id) {
    this.stay();
    this.play(id);
  }

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
    this.logs[name].shown();
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
