/** The page's words. They come from the server, in the language that is played. */

import { read } from "./api.js";

let words = {};

/** Throws `Refused`; then the words are those of before. */
export async function learn(language) {
  words = await read(`/api/words?lang=${encodeURIComponent(language)}`);
  document.documentElement.lang = language;
  write(document);
}

/** The text of a key, with {name} filled in. */
export function say(key, values = {}) {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Words within which a browser's dictionary of Thai finds a place to break the line. */
const WHOLE = /(ผู้เชื่อมประสาน|วางที่นี่|ครบถ้วน|ขั้นตอน|แบ่งปัน)/u;

/** @returns {Node[]} the text, with such words kept in one line; what is copied stays the same */
export function unbroken(text) {
  return text.split(WHOLE).map((piece, at) => {
    if (at % 2 === 0) return document.createTextNode(piece);
    const word = document.createElement("span");
    word.className = "whole";
    word.textContent = piece;
    return word;
  });
}

/** Into every element that asks for words: as its text, its name, or its explanation. */
export function write(root) {
  for (const element of root.querySelectorAll("[data-say]")) element.replaceChildren(...unbroken(say(element.dataset.say)));
  for (const element of root.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", say(element.dataset.label));
  for (const element of root.querySelectorAll("[data-title]")) element.title = say(element.dataset.title);
}
