// A question above the text that a person has to answer: what differs, and what to do about it.
import { token } from "./saving.js";

export class Banner {
  constructor(root, { urls, words }) {
    this.place = root.querySelector("[data-banner]");
    this.urls = urls;
    this.words = words;
  }

  ask(text, { old, new: other, choices }) {
    const sentence = document.createElement("p");
    sentence.textContent = text;
    const buttons = document.createElement("div");
    buttons.className = "cluster";
    for (const choice of choices) {
      buttons.append(
        button(choice.word, choice.primary, () => {
          if (!choice.stays) this.close();
          choice.act();
        }),
      );
    }
    const shown = document.createElement("div");
    shown.className = "banner-diff";
    shown.tabIndex = 0;
    shown.setAttribute("role", "region");
    shown.setAttribute("aria-label", this.words.show);
    shown.hidden = true;
    const more = button(this.words.show, false, () => this.difference(shown, more, old, other));
    buttons.append(more);
    this.place.replaceChildren(sentence, buttons, shown);
    this.place.hidden = false;
    this.place.scrollIntoView({ block: "nearest" });
    this.difference(shown, more, old, other);
  }

  async difference(shown, more, old, other) {
    const response = await fetch(this.urls.difference, {
      method: "POST",
      body: JSON.stringify({ old, new: other }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    }).catch(() => null);
    if (!response?.ok) return;
    shown.innerHTML = await response.text();
    shown.hidden = false;
    more.remove();
  }

  close() {
    this.place.hidden = true;
    this.place.replaceChildren();
  }
}

function button(text, primary, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = primary ? "button primary small" : "button small";
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}
