/** The line below a chat where something is written, and what is said beside it. */
import { Refused, act, send } from "./api.js";
import { say } from "./words.js";

export class Writing {
  /** @param {() => {who: string, chat: "group"|"private"}} where */
  constructor(log, where) {
    const find = (selector) => log.pane.querySelector(selector);
    Object.assign(this, { log, where, form: find(".writing"), field: find("textarea"), said: find(".said") });
    this.field.dataset.testid = `${log.name}-text`;
    this.field.id = `${log.name}-text`;
    this.said.dataset.testid = `${log.name}-status`;
    find(".send").dataset.testid = `${log.name}-send`;
    this.wireAttaching(find(".attach"), find(".attached"));
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  /** The bot takes pictures and files in private; the group is for words. */
  wireAttaching(button, input) {
    button.hidden = this.log.name !== "private";
    button.dataset.testid = `${this.log.name}-attach`;
    input.dataset.testid = `${this.log.name}-files`;
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      const files = [...input.files];
      input.value = ""; // the same may be sent again
      button.setAttribute("aria-busy", "true");
      await this.attach(files);
      button.removeAttribute("aria-busy");
    });
  }

  async attach(files) {
    const { who } = this.where();
    this.log.of.acts();
    try {
      for (const file of files) {
        this.tell(say("sending_file", { name: file.name }), true);
        await send(who, file);
      }
      this.tell("");
    } catch (refused) {
      this.failed(refused);
    }
  }

  /** Enter sends, Shift+Enter begins a line; not while a keyboard still composes a letter. */
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  tell(text, busy = false) {
    this.said.textContent = text;
    this.said.classList.toggle("busy", busy);
  }

  name(text) {
    this.field.placeholder = text;
    this.field.setAttribute("aria-label", text);
  }

  async send() {
    const text = this.field.value;
    const { who, chat } = this.where();
    if (!text.trim() || !who) return;
    this.field.value = "";
    this.grow();
    this.tell("");
    this.log.of.acts();
    const arrived = this.log.sending(text);
    try {
      await act("say", { who, chat, text });
    } catch (refused) {
      this.failed(refused);
      if (!this.field.value) this.field.value = text; // nothing that was written is lost
      this.grow();
    } finally {
      arrived();
    }
  }

  failed(refused) {
    if (!(refused instanceof Refused)) throw refused;
    this.tell(refused.message);
  }

  /** A button of a message. @returns {Promise<string>} the chat where it goes on, "" if refused */
  async press(who, bubble, button, element, date) {
    if (element.getAttribute("aria-busy") === "true") return "";
    if (date === "") {
      this.tell(say("no_date"));
      return "";
    }
    element.setAttribute("aria-busy", "true");
    this.log.of.acts();
    this.tell(say("going"), true);
    try {
      const answer = await act("press", { who, bubble: bubble.id, n: button.n, ...(date ? { date } : {}) });
      this.tell("");
      return answer.chat ?? "";
    } catch (refused) {
      this.failed(refused);
      return "";
    } finally {
      element.removeAttribute("aria-busy");
    }
  }
}
