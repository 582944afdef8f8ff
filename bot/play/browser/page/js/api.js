/** What is asked of the playground, and what it tells by itself. */
import { say } from "./words.js";

/** @type {number[]} milliseconds until the line is tried again, the last one for good */
const PAUSES = [500, 1000, 2000, 5000];
/** Milliseconds after which nothing is waited for any more; a week that passes with all its reminders takes seconds. */
const LONGEST = 120000;
/**
 * Windows of one browser that read along all the time. It holds six connections to a host, and what is sent needs one;
 * further windows look in every `SOON` milliseconds.
 */
const READERS = 4;
const SOON = 1000;

/** Something was refused; `message` is what a person is told. */
export class Refused extends Error {}

/** @returns {Promise<any>} what was answered. Throws `Refused`. */
async function ask(address, options) {
  let response, answer;
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(LONGEST), ...options });
    answer = await response.json();
  } catch {
    throw new Refused(say("no_answer"));
  }
  if (!response.ok || answer.ok === false) throw new Refused(answer.say || say("no_answer"));
  return answer;
}

export const read = (address) => ask(address, {});

/** @param {object} [what] goes as JSON */
export const act = (name, what = {}) =>
  ask(`/api/${name}`, {
    method: "POST",
    headers: { "X-Phakhi": "1", "Content-Type": "application/json" },
    body: JSON.stringify(what),
  });

/** @param {File[]} files */
function give(address, files) {
  const form = new FormData();
  for (const file of files) form.append("file", file, file.name);
  return ask(address, { method: "POST", headers: { "X-Phakhi": "1" }, body: form });
}

/** Files with questions: only looked through, or used. */
export const check = (files, language) => give(`/api/questions?check=1&lang=${encodeURIComponent(language)}`, files);
export const bring = (files, language) => give(`/api/questions?lang=${encodeURIComponent(language)}`, files);

/** One picture or file, to the bot. */
export const send = (who, file) => give(`/api/send?who=${encodeURIComponent(who)}`, [file]);

export const ownQuestions = () => ask("/api/questions", { method: "DELETE", headers: { "X-Phakhi": "1" } });

export function earlier(chat, before, most) {
  const asked = new URLSearchParams({ chat, before: String(before), most: String(most) });
  return read(`/api/earlier?${asked}`).then((answer) => answer.bubbles);
}

/** @returns {Promise<boolean>} whether this window may read along all the time, until it is closed */
async function place() {
  if (!navigator.locks) return true;
  const free = (n) =>
    new Promise((told) => {
      navigator.locks.request(`phakhi-reader-${n}`, { ifAvailable: true }, (lock) => {
        told(lock !== null);
        return lock && new Promise(() => {}); // kept as long as the window is open
      });
    });
  for (let n = 0; n < READERS; n++) if (await free(n)) return true;
  return false;
}

/**
 * Read along, for as long as the window is open. The browser's own reconnecting gives up when it is
 * answered with an error, as by a playground that is being started again; so it is done here.
 * @param {{bubble: Function, state: Function, begunAnew: Function, line: (holds: boolean) => void}} tell
 */
export function listen(tell) {
  let last = 0;
  let failed = 0;
  let stays = false;
  const open = async () => {
    stays ||= await place();
    const source = new EventSource(`/api/stream?since=${last}${stays ? "" : "&once=1"}`);
    let heard = false;
    const on = (name, then) => source.addEventListener(name, (event) => then(JSON.parse(event.data), event));
    on("state", tell.state);
    on("begun_anew", tell.begunAnew);
    on("bubble", (bubble, event) => {
      last = Number(event.lastEventId) || bubble.order;
      tell.bubble(bubble);
    });
    source.onopen = () => {
      failed = 0;
      heard = true;
      tell.line(true);
    };
    source.onerror = () => {
      source.close();
      if (heard && !stays) return setTimeout(open, SOON);
      if (failed > 0) tell.line(false); // once may be a server that lets a slow reader go
      setTimeout(open, PAUSES[Math.min(failed++, PAUSES.length - 1)]);
    };
  };
  open();
}
