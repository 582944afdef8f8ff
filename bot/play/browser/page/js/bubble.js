/** One message as it is shown. Whatever people wrote goes in as text, never as markup. */
import { say, unbroken } from "./words.js";

/** @returns {HTMLElement} `what`: properties; `children`: elements or text */
export function make(tag, what = {}, ...children) {
  const { data = {}, ...properties } = what;
  const element = Object.assign(document.createElement(tag), properties);
  Object.assign(element.dataset, data);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** An address that may be followed: http only, so that no message can bring a script. */
function address(url) {
  const found = URL.canParse?.(url, location.href) === false ? null : new URL(url, location.href);
  return found && /^https?:$/.test(found.protocol) ? found.href : "";
}

function words(bubble) {
  const text = make("p", { className: "text" });
  for (const [piece, strong] of bubble.spans) {
    const pieces = unbroken(piece);
    text.append(...(strong ? [make("strong", {}, ...pieces)] : pieces));
  }
  return bubble.spans.length ? text : null;
}

/** Pixels that a picture is high at most; more is seen when it is opened. */
const HIGHEST = 480;

function picture({ url, alt, width, height }, large) {
  const image = make("img", { src: address(url), alt, loading: "lazy", decoding: "async" });
  const part = Math.min(1, HIGHEST / height);
  // Its place is kept while it is fetched, or what is being read would jump.
  if (width && height) Object.assign(image, { width: Math.round(width * part), height: Math.round(height * part) });
  const button = make("button", { type: "button", className: "picture", title: say("enlarge") }, image);
  button.addEventListener("click", () => large(image));
  return button;
}

function file({ url, name, size_words: size }) {
  return make(
    "a",
    { className: "file", href: address(url), download: name },
    make("span", { className: "file-sign", ariaHidden: "true" }, "↓"),
    make("span", { className: "file-name" }, make("b", {}, name), make("small", {}, `${say("download")} · ${size}`)),
  );
}

/** What a box in front of a label says to those who hear it. */
const TICKED = { "☐": "false", "☑": "true" };

/** All in one element, so that it wraps as one text; a box is seen and, being a state, not read out. */
function label(button, ...further) {
  const boxed = button.label[0] in TICKED;
  const box = boxed ? make("span", { ariaHidden: "true" }, `${button.label[0]} `) : null;
  return make("span", {}, box, ...unbroken(boxed ? button.label.slice(1).trimStart() : button.label), ...further);
}

/** A date is picked with what the device has for it. */
function dateButton(button, press) {
  const opener = make("button", { type: "button", className: "tap" }, label(button));
  const input = make("input", { type: "date", min: button.min, max: button.max, required: true });
  input.setAttribute("aria-label", say("pick_date", { label: button.label }));
  const form = make(
    "form",
    { className: "dating", hidden: true, noValidate: true },
    input,
    make("button", { type: "submit", className: "main" }, say("send")),
  );
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", () => {
    form.hidden = !form.hidden;
    opener.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) input.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    press(button, opener, input.value);
  });
  return [opener, form];
}

function link(button) {
  const end = make("span", { className: "away", ariaHidden: "true" }, "\u00a0↗");
  const found = make("a", { className: "tap", href: address(button.url), target: "_blank", rel: "noopener" }, label(button, end));
  found.title = say("opens_page");
  return found;
}

function oneButton(button, press) {
  if (button.kind === "date") return dateButton(button, press);
  if (button.kind === "opens" && button.url) return [link(button)];
  const tap = make("button", { type: "button", className: "tap" }, label(button));
  const ticked = TICKED[button.label[0]];
  if (ticked) tap.setAttribute("aria-pressed", ticked);
  tap.addEventListener("click", () => press(button, tap));
  return [tap];
}

/** Letters of a button that needs no more room than a finger. */
const SHORT = 3;

function buttons(rows, press) {
  if (!rows.length) return null;
  const all = make("div", { className: "buttons" });
  for (const row of rows) {
    const short = row.every(({ label }) => label.length <= SHORT); // as 1 to 5: beside each other on a phone, too
    const line = make("div", { className: short ? "button-row short" : "button-row" });
    for (const button of row) {
      const made = oneButton(button, press);
      made[0].dataset.n = String(button.n);
      line.append(...made);
    }
    all.append(line);
  }
  return all;
}

/**
 * What stands within the row of a message.
 * @param {{press: Function, large: Function, face: Function, who: Function}} of
 */
export function contents(bubble, of) {
  const time = make("time", { dateTime: bubble.at }, bubble.at_words);
  const foot = make("p", { className: "foot" }, bubble.edited ? `${say("edited")} · ` : "", time);
  const body = make("div", { className: "bubble" });
  const parts = [
    bubble.picture && picture(bubble.picture, of.large),
    words(bubble),
    bubble.file && file(bubble.file),
    foot,
  ];
  body.append(...parts.filter(Boolean));
  const stack = make("div", { className: "stack" }, make("p", { className: "by" }, of.who(bubble)), body);
  const press = (button, element, date) => of.press(bubble, button, element, date);
  stack.append(...[buttons(bubble.buttons, press)].filter(Boolean));
  return [of.face(bubble), stack];
}
