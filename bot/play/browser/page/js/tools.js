/** What stands above the chats: the example, time, and all that is done to the playing as a whole. */
import { Refused, act } from "./api.js";
import { Dialogs } from "./dialogs.js";
import { kept, keep } from "./keeping.js";
import { told as what } from "./people.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);

export class Tools {
  constructor(state, play) {
    this.state = state;
    this.holds = true;
    this.dialogs = new Dialogs(state, play, (act) => this.does(act));
    this.wireExample();
    this.wireMenu();
    $("hint-close").addEventListener("click", () => {
      keep(`hint-${this.hinted}`, "seen");
      this.draw();
    });
  }

  wireExample() {
    const speed = () => Number($("speed").value);
    $("play").addEventListener("click", () => this.press($("play"), "auto", { on: !this.playing.on, speed: speed() }));
    $("speed").addEventListener("change", () => {
      if (this.playing.on) this.press($("speed"), "auto", { on: true, speed: speed() });
    });
    $("day").addEventListener("click", () => this.press($("day"), "time", { days: 1 }));
    $("week").addEventListener("click", () => this.press($("week"), "time", { days: 7 }));
  }

  /** On a narrow screen the tools lie in a menu. */
  wireMenu() {
    const menu = $("menu");
    const show = (open) => {
      menu.setAttribute("aria-expanded", String(open));
      $("tools").classList.toggle("open", open);
    };
    menu.addEventListener("click", () => show(menu.getAttribute("aria-expanded") !== "true"));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !$("tools").classList.contains("open")) return;
      show(false);
      menu.focus();
    });
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".bar") || event.target.closest("#tools button, #tools a")) show(false);
    });
  }

  get playing() {
    return this.state.told?.playing ?? {};
  }

  async press(element, name, what) {
    if (element.getAttribute("aria-busy") === "true") return;
    element.setAttribute("aria-busy", "true");
    await this.does(() => act(name, what));
    element.removeAttribute("aria-busy");
  }

  /** @returns {Promise<any>} what was answered; null if it was refused, and then it is said */
  async does(what) {
    this.refused = "";
    try {
      return await what();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.refused = refused.message;
      return null;
    } finally {
      this.draw();
    }
  }

  line(holds) {
    this.holds = holds;
    this.draw();
  }

  enlarge(image) {
    this.dialogs.enlarge(image);
  }

  begunAnew() {
    this.refused = "";
  }

  draw() {
    const { told } = this.state;
    if (!told) return;
    const { on, speed } = this.playing;
    set($("now"), told.now_words);
    set($("play"), say(on ? "stop" : "play"));
    $("play").classList.toggle("on", on);
    if (on && document.activeElement !== $("speed")) $("speed").value = String(speed);
    $("board").hidden = !told.board;
    if (told.board) $("board").setAttribute("href", told.board);
    set($("status"), this.status());
    set($("acting"), this.acting());
    $("status-row").classList.toggle("quiet", !$("status").textContent);
    $("status").classList.toggle("bad", !this.holds || Boolean(this.refused));
    this.hint();
    this.dialogs.draw();
  }

  status() {
    const { on, ended, say: why } = this.playing;
    if (!this.holds) return say("lost");
    if (this.refused) return this.refused;
    if (on) return say("playing");
    return why || (ended ? say("ended") : "");
  }

  /** Who acts in the example now. */
  acting() {
    const person = this.playing.on && this.state.person(this.playing.who);
    return person ? say("acting", { name: `${person.name} · ${what(person)}` }) : "";
  }

  /** What to do up to the first question, where nobody would know; until it was closed. */
  hint() {
    const broker = this.state.people.find((person) => person.role === "broker");
    this.hinted = broker ? this.wanting() : "";
    $("hint").hidden = !this.hinted || kept(`hint-${this.hinted}`) === "seen";
    if (!$("hint").hidden) set($("hint-text"), say(`hint_${this.hinted}`, { name: broker.name }));
  }

  /** @returns {string} "start", "join", "open", or "" where the chats tell it themselves */
  wanting() {
    const others = this.state.people.filter((person) => person.role !== "broker");
    if (this.playing.on || this.state.told.opened) return "";
    if (!this.state.told.board) return "start"; // not set up yet
    return others.every((person) => person.joined) ? "open" : "join";
  }
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
