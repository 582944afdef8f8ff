/** The windows above the page: somebody new, beginning anew, all that is wanted seldom, a picture in large. */
import { Refused, act, bring, check, ownQuestions } from "./api.js";
import { make } from "./bubble.js";
import { keep, kept } from "./keeping.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);

export class Dialogs {
  /** @param {(id: string) => void} play whoever came in is played from then on */
  constructor(state, play) {
    this.state = state;
    this.play = play;
    for (const dialog of document.querySelectorAll("dialog")) wireClosing(dialog);
    this.wireNewcomer();
    this.wireAnew();
    this.wireQuestions();
    this.wireLooks();
    $("more").addEventListener("click", () => {
      this.told("further", "");
      $("problems").replaceChildren();
      $("files").value = "";
      this.offer(null);
      this.draw();
      $("further").showModal();
    });
  }

  // ── somebody new ──────────────────────────────────────────────────────────

  wireNewcomer() {
    const open = (title, organisation) => () => {
      $("newcomer-title").textContent = say(title);
      $("newcomer-organisation").value = organisation();
      $("newcomer-name").value = "";
      this.told("newcomer", "");
      $("newcomer").showModal();
      (organisation() ? $("newcomer-name") : $("newcomer-organisation")).focus();
    };
    $("add-organisation").addEventListener("click", open("add_organisation", () => ""));
    $("add-representative").addEventListener("click", open("add_representative", () => this.organisations()[0] ?? ""));
    this.submits("newcomer", async () => {
      const organisation = $("newcomer-organisation").value.trim();
      const name = $("newcomer-name").value.trim();
      const { who } = await act("people", { organisation, name });
      if (who) this.play(who);
    });
  }

  /** Those that there are; of whoever is played first. */
  organisations() {
    const own = this.state.me?.organisation ?? "";
    const all = this.state.people.map((person) => person.organisation);
    return [...new Set([own, ...all])].filter(Boolean);
  }

  // ── beginning anew ────────────────────────────────────────────────────────

  wireAnew() {
    $("anew").addEventListener("click", () => {
      const { language, short } = this.state.told ?? {};
      $("begin-language").value = language ?? "th";
      $("begin-short").value = short ? "short" : "";
      this.told("begin", "");
      $("begin").showModal();
    });
    this.submits("begin", () => act("anew", { language: $("begin-language").value, short: $("begin-short").value === "short" }));
  }

  // ── a set of questions ────────────────────────────────────────────────────

  wireQuestions() {
    const files = $("files");
    files.addEventListener("click", () => (files.value = "")); // the same file, mended, may be chosen again
    files.addEventListener("change", () => this.check([...files.files]));
    const drop = $("drop");
    for (const name of ["dragenter", "dragover", "dragleave", "drop"])
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.toggle("over", name === "dragenter" || name === "dragover");
      });
    drop.addEventListener("drop", (event) => {
      files.files = event.dataTransfer.files; // so that their names are seen
      this.check([...files.files]);
    });
    $("own-questions").addEventListener("click", () => {
      $("problems").replaceChildren();
      this.told("further", say("anew_note"), true);
      this.offer(ownQuestions, "anew");
    });
    $("use-questions").addEventListener("click", () => this.begin());
  }

  get language() {
    return this.state.told?.language ?? "th";
  }

  /** Look files through; what was played stays until somebody says that they are to be used. */
  async check(found) {
    if (!found.length) return;
    $("problems").replaceChildren();
    this.offer(null);
    this.told("further", say("reading"), true);
    const answer = await this.tries("further", () => check(found, this.language));
    if (!answer) return;
    this.problems(answer);
    if (answer.fit) this.offer(() => bring(found, this.language), "use_questions");
    this.told("further", say(answer.fit ? "questions_fit" : "problems"), answer.fit);
  }

  problems(answer) {
    $("problems").replaceChildren(...(answer.problems ?? []).map((problem) => make("li", {}, problem)));
  }

  /** A button with which it begins anew. `does`: by what; null takes the button away. */
  offer(does, label = "") {
    this.offered = does;
    $("use-questions").hidden = !does;
    $("use-questions").textContent = does ? say(label) : "";
  }

  async begin() {
    const does = this.offered;
    if (!does) return;
    this.offer(null);
    $("further-close").focus();
    this.told("further", say("reading"), true);
    const answer = await this.tries("further", does);
    if (!answer) return;
    this.problems(answer); // the file may have changed since it was checked
    const bad = Boolean(answer.problems?.length);
    this.told("further", say(bad ? "problems" : "questions_used"), !bad);
  }

  // ── how it looks ──────────────────────────────────────────────────────────

  wireLooks() {
    for (const name of ["size", "theme"]) {
      $(name).value = kept(name) ?? $(name).options[0].value;
      $(name).addEventListener("change", () => {
        keep(name, $(name).value);
        dispatchEvent(new Event("phakhi-dress"));
      });
    }
  }

  enlarge(image) {
    const shown = $("large").querySelector("img");
    shown.src = image.src;
    shown.alt = image.alt;
    $("large").showModal();
  }

  draw() {
    const own = Boolean(this.state.told?.own_questions);
    $("own-set").hidden = !own;
    $("own-questions").hidden = !own;
    const names = this.organisations();
    if ($("organisations").children.length !== names.length)
      $("organisations").replaceChildren(...names.map((value) => make("option", { value })));
  }

  // ── what all share ────────────────────────────────────────────────────────

  /** Close the window once it is done; what is refused is said in it, and nothing typed is lost. */
  submits(id, does) {
    $(id).querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = event.target.querySelector("[type=submit]");
      if (button.getAttribute("aria-busy") === "true") return;
      button.setAttribute("aria-busy", "true");
      if (await this.tries(id, async () => ((await does()), true))) $(id).close();
      button.removeAttribute("aria-busy");
    });
  }

  /** @returns {Promise<any>} what was answered; null where it was refused */
  async tries(id, does) {
    try {
      const answer = await does();
      this.told(id, "");
      return answer;
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.told(id, refused.message);
      return null;
    }
  }

  told(id, text, good = false) {
    const place = $(id).querySelector(".said");
    place.textContent = text;
    place.classList.toggle("good", good);
  }
}

/** By its button or beside it; Escape closes a dialog by itself. */
function wireClosing(dialog) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}
