// Who says what: the master, and what single accounts say differently. Keeps fields and surface in step.
const MASTER = "";

export class Voices {
  constructor(root, content) {
    this.root = root;
    this.title = root.querySelector("[data-field=title]");
    this.tags = root.querySelector("[data-field=tags]");
    this.language = root.querySelector("[data-field=language]");
    this.own = root.querySelector("[data-own]");
    this.load(content);
    this.voice = MASTER;
    this.aimed = () => {};
  }

  load({ title, text, tags, language, overrides }) {
    this.master = { title, text, tags };
    this.lang = language;
    this.overrides = structuredClone(overrides);
  }

  bind(surface, changed) {
    this.surface = surface;
    this.changed = changed;
    this.title.addEventListener("input", changed);
    this.tags.addEventListener("input", changed);
    this.title.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        surface.view.focus();
      }
    });
    this.language.addEventListener("change", () => {
      this.lang = this.language.value;
      changed();
    });
    for (const tab of this.tabs()) tab.addEventListener("click", () => this.show(tab.dataset.voice));
    for (const box of this.boxes()) box.addEventListener("change", () => this.aim());
    this.own?.addEventListener("change", () => this.part(this.own.checked));
    this.show(MASTER);
  }

  tabs() {
    return this.root.querySelectorAll("[data-voice]");
  }

  boxes() {
    return this.root.querySelectorAll("input[name=targets]");
  }

  targets() {
    return [...this.boxes()].filter((box) => box.checked).map((box) => box.value);
  }

  aim() {
    for (const tab of this.tabs()) {
      const box = [...this.boxes()].find((one) => one.value === tab.dataset.voice);
      if (box) tab.hidden = !box.checked && !this.overrides[tab.dataset.voice];
    }
    this.aimed(this.targets());
  }

  /** What is on screen belongs to one voice: take it over into the content. */
  keep() {
    const shown = { title: this.title.value, text: this.surface.text(), tags: split(this.tags.value) };
    if (this.voice === MASTER) {
      if (same(shown.tags, this.master.tags)) shown.tags = this.master.tags;
      this.master = shown;
      return;
    }
    if (!this.overrides[this.voice]) return;
    const said = {};
    if (shown.title !== this.master.title) said.title = shown.title;
    if (shown.text !== this.master.text) said.text = shown.text;
    if (!same(shown.tags, this.master.tags)) said.tags = shown.tags;
    this.overrides[this.voice] = said;
  }

  content() {
    if (this.surface) this.keep();
    const overrides = {};
    for (const [key, said] of Object.entries(this.overrides)) {
      if (Object.keys(said).length) overrides[key] = said;
    }
    return { ...this.master, language: this.lang, overrides };
  }

  text() {
    return this.surface.text();
  }

  said() {
    return { ...this.master, ...(this.overrides[this.voice] ?? {}) };
  }

  show(voice) {
    if (this.surface.key !== null) this.keep();
    this.voice = voice;
    this.paint();
  }

  paint() {
    const { title, text, tags } = this.said();
    const readOnly = this.voice !== MASTER && !this.overrides[this.voice];
    this.surface.show(this.voice, text);
    this.title.value = title;
    this.tags.value = tags.map((tag) => `#${tag.replace(/^#/, "")}`).join(" ");
    this.title.readOnly = this.tags.readOnly = readOnly;
    this.surface.lock(readOnly);
    for (const tab of this.tabs()) {
      tab.setAttribute("aria-pressed", String(tab.dataset.voice === this.voice));
      tab.toggleAttribute("data-differs", Boolean(this.overrides[tab.dataset.voice]));
    }
    this.root.querySelector("[data-own-line]").hidden = this.voice === MASTER;
    if (this.own) this.own.checked = !readOnly && this.voice !== MASTER;
    this.title.dispatchEvent(new Event("painted"));
  }

  /** Let the shown account say something of its own, or the same as everywhere again. */
  part(differs) {
    if (differs) this.overrides[this.voice] = {};
    else delete this.overrides[this.voice];
    this.paint();
    this.changed();
    if (differs) this.surface.view.focus();
  }

  /** Everything from outside: a conflict was answered, lost text came back. */
  take(content) {
    this.load(content);
    this.language.value = content.language;
    this.surface.forget();
    const { title, text, tags } = this.said();
    this.surface.replace(text);
    this.title.value = title;
    this.tags.value = tags.map((tag) => `#${tag}`).join(" ");
    this.paint();
  }
}

function split(typed) {
  return typed.split(/[\s,，、;；#＃]+/).filter(Boolean);
}

function same(a, b) {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
