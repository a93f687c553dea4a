// How saving goes, in a word that screen readers hear, and in a sentence when something is wrong.
import { format } from "./words.js";

const QUIET = new Set(["saved", "saving", "changed"]);
const TONES = { saved: "jade", saving: "", changed: "" };

export class Status {
  constructor(root, words) {
    this.pill = root.querySelector("[data-status]");
    this.trouble = root.querySelector("[data-trouble]");
    this.words = words;
  }

  show(state, detail) {
    this.pill.dataset.state = state;
    if (state === "conflict") return this.say("", "amber");
    if (QUIET.has(state)) {
      this.say(this.words[state], TONES[state]);
      if (state === "saved") this.trouble.hidden = true;
      return undefined;
    }
    this.say(this.words.changed, "amber");
    const text = state === "refused" ? detail.message : format(this.words[state], detail);
    this.trouble.replaceChildren(text ?? this.words.failed);
    if (state === "signed_out") this.trouble.append(" ", link(this.words.sign_in));
    this.trouble.hidden = false;
    return undefined;
  }

  say(text, tone = "jade") {
    if (this.pill.textContent !== text) this.pill.textContent = text;
    this.pill.dataset.tone = tone;
    this.pill.hidden = !text;
  }
}

function link(text) {
  const element = document.createElement("a");
  element.href = "/account/login/";
  element.target = "_blank";
  element.rel = "noopener";
  element.className = "link";
  element.textContent = text;
  return element;
}
