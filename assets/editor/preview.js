// The preview: the server typesets what is on screen; only the newest answer is shown.
import { token } from "./saving.js";

const AFTER = 280;

export class Preview {
  constructor(root, { urls, content }, voices, composing) {
    this.root = root;
    this.place = root.querySelector("[data-preview]");
    this.url = urls.preview;
    this.voices = voices;
    this.composing = composing;
    this.active = "";
    this.root.addEventListener("click", (event) => {
      const tab = event.target.closest("[data-account]");
      if (tab) this.choose(tab.dataset.account);
    });
    this.root.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || !event.target.matches("[data-account]")) return;
      event.preventDefault();
      const tabs = [...this.place.querySelectorAll("[data-account]")];
      const next = tabs.at((tabs.indexOf(event.target) + step) % tabs.length);
      this.choose(next.dataset.account);
      next.focus();
    });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), AFTER);
  }

  async now() {
    clearTimeout(this.timer);
    if (this.composing()) return this.soon();
    this.running?.abort();
    this.running = new AbortController();
    const body = JSON.stringify({
      content: this.voices.content(),
      targets: this.voices.targets(),
      active: this.active,
    });
    try {
      const response = await fetch(this.url, {
        method: "POST",
        body,
        signal: this.running.signal,
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      });
      if (response.ok && !response.redirected) this.show(await response.text());
    } catch (error) {
      // A newer preview took its place, or there is no network: what is shown stays.
      if (error.name !== "AbortError" && error.name !== "TypeError") throw error;
    }
    return undefined;
  }

  show(html) {
    const focused = document.activeElement?.dataset?.account;
    const scroll = this.place.querySelector("[data-shown]:not([hidden])")?.scrollTop ?? 0;
    this.place.innerHTML = html;
    this.place.removeAttribute("aria-busy");
    const tabs = [...this.place.querySelectorAll("[data-account]")];
    if (!tabs.some((tab) => tab.dataset.account === this.active)) {
      this.active = tabs[0]?.dataset.account ?? "";
    }
    this.choose(this.active);
    if (focused) this.place.querySelector(`[data-account="${focused}"]`)?.focus();
    const shown = this.place.querySelector("[data-shown]:not([hidden])");
    if (shown) shown.scrollTop = scroll;
    const figures = this.place.querySelector("[data-figures]");
    const line = this.root.querySelector("[data-figures-line]");
    if (figures && line) line.textContent = figures.textContent.trim();
  }

  choose(account) {
    this.active = account;
    for (const tab of this.place.querySelectorAll("[data-account]")) {
      const chosen = tab.dataset.account === account;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    for (const panel of this.place.querySelectorAll("[data-panel]")) {
      panel.hidden = panel.dataset.panel !== account;
    }
  }
}
