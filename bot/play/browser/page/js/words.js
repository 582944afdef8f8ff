/** The page's words. They come from the server, in the language that is played. */

let words = {};

export async function learn(language) {
  const response = await fetch(`/api/words?lang=${encodeURIComponent(language)}`);
  words = await response.json();
  document.documentElement.lang = language;
  write(document);
}

/** The text of a key, with {name} filled in. */
export function say(key, values = {}) {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Into every element that asks for words: as its text, its name, or its explanation. */
export function write(root) {
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of root.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", say(element.dataset.label));
  for (const element of root.querySelectorAll("[data-title]")) element.title = say(element.dataset.title);
}
