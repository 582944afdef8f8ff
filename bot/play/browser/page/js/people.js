/** The people who can be played: a row to choose from, and somebody new. */
import { make } from "./bubble.js";
import { say } from "./words.js";

/** Colours in app.css (.hue-0 …), told apart by those who see few of them by the letter beside. */
const HUES = 10;
/** Written before the consonant that a Thai name begins with. */
const LEADING = /[เแโใไ]/u;

export function initial(name) {
  const letters = [...name.normalize("NFC")].filter((letter) => /\p{L}/u.test(letter));
  return (letters.find((letter) => !LEADING.test(letter)) ?? "?").toLocaleUpperCase();
}

/** A round face with a letter; the bot has its sign. `index`: who it is among the people, -1 the bot. */
export function face(name, index) {
  const found = make("span", { className: "face", ariaHidden: "true" });
  if (index < 0) found.classList.add("bot");
  else {
    found.classList.add(`hue-${index % HUES}`);
    found.textContent = initial(name);
  }
  return found;
}

/** What a person is, in a few words. */
export function told(person) {
  return person.organisation || say(person.role);
}

export class People {
  /** @param {(id: string) => void} choose */
  constructor(row, choose) {
    this.row = row;
    this.choose = choose;
    this.drawn = "";
  }

  /** Made again only when something in it changed: the focus stays where it is. */
  draw(state) {
    const unread = state.people.map((person) => state.chat(person.id).unread);
    const now = JSON.stringify([state.people, state.who, unread, say("broker")]);
    if (now === this.drawn) return;
    this.drawn = now;
    const focused = document.activeElement?.closest("[data-person]")?.dataset.person;
    this.row.replaceChildren(...state.people.map((person, at) => this.one(person, at, state, unread[at])));
    if (focused) this.button(focused)?.focus({ preventScroll: true });
  }

  one(person, at, state, unread) {
    const name = make("span", { className: "person" }, make("b", {}, person.name), make("small", {}, told(person)));
    const button = make("button", { type: "button", className: "chip", data: { person: person.id } }, face(person.name, at), name);
    button.dataset.testid = `person-${person.id}`;
    button.setAttribute("aria-pressed", String(person.id === state.who));
    if (!person.joined) button.title = say("not_joined");
    button.classList.toggle("outside", !person.joined);
    if (unread) button.append(mark(unread));
    button.addEventListener("click", () => this.choose(person.id));
    return make("li", {}, button);
  }

  button(id) {
    return this.row.querySelector(`[data-person="${CSS.escape(id)}"]`);
  }

  /** The one who was chosen is seen in the row. */
  show(id) {
    this.button(id)?.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

/** How many were not read: a number to see, a sentence to hear. */
export function mark(count) {
  const found = make("span", { className: "unread" }, make("span", { ariaHidden: "true" }, count > 99 ? "99+" : String(count)));
  found.append(make("span", { className: "hidden" }, say("unread", { count })));
  return found;
}
