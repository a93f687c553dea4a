// The page of one draft: fields, texts for single accounts, saving, preview and keys tied together.
import { Banner } from "./banner.js";
import { format } from "./words.js";
import { Mirror } from "./mirror.js";
import { keys, tools } from "./keys.js";
import { Pictures } from "./pictures.js";
import { Preview } from "./preview.js";
import { Saving, same } from "./saving.js";
import { Status } from "./status.js";
import { Surface } from "./surface.js";
import { Voices } from "./voices.js";

export function open(root, given) {
  const form = root.querySelector("form[data-form]");
  const area = form.querySelector("textarea[name=text]");
  const voices = new Voices(root, given.content);
  const mirror = new Mirror(given.id, given.user);
  const status = new Status(root, given.words);
  const banner = new Banner(root, given);
  const pictures = new Pictures(root, given, () => surface);
  const read = () => ({ content: voices.content() });

  const saving = new Saving({
    url: given.urls.save,
    revision: given.revision,
    content: given.content,
    fresh: given.new,
    longest: given.longest,
    read,
    mirror,
    composing: () => surface.composing,
    tell: (state, detail) => tell(state, detail),
  });

  const surface = new Surface({
    parent: root.querySelector("[data-surface]"),
    label: area.getAttribute("aria-label"),
    hint: area.placeholder,
    nonce: document.querySelector("meta[name=csp-nonce]")?.content ?? "",
    keys: keys(act),
    changed: () => changed(),
    composed: () => changed(),
    files: (event, data, at) => pictures.from(event, data, at),
  });
  const preview = new Preview(root, given, voices, () => surface.composing);

  area.hidden = true;
  area.disabled = true;
  root.dataset.ready = "";
  voices.bind(surface, changed);
  voices.aimed = (targets) => {
    saving.aim(targets);
    preview.soon();
  };

  function changed() {
    voices.keep();
    saving.changed();
    preview.soon();
  }

  function jump(line) {
    voices.show(voices.overrides[preview.active]?.text === undefined ? "" : preview.active);
    surface.jump(line);
  }

  function act(name) {
    if (name === "save") saving.now();
    else if (name === "submit") submit();
    else if (name === "picture") pictures.choose();
    else tools[name]?.(surface, given.words);
    return true;
  }

  async function submit() {
    if (await saving.now()) root.querySelector("[data-review-submit]")?.click();
  }

  function tell(state, detail = {}) {
    status.show(state, { ...detail, maximum: given.longest });
    if (state === "saved") {
      if (given.new) settle();
      document.body.dispatchEvent(new CustomEvent("draft:saved", { detail: { id: given.id } }));
    }
    if (state === "conflict") conflict(detail);
  }

  /** After the first save the draft has its plain address; what needs a draft loads by draft:saved. */
  function settle() {
    given.new = false;
    history.replaceState(null, "", given.urls.show);
  }

  function take(content) {
    voices.take(content);
    preview.now();
  }

  function conflict(answer) {
    const mine = voices.content();
    const own = answer.by_id === given.user;
    banner.ask(format(own ? given.words.conflict_own : given.words.conflict, { name: answer.by }), {
      old: mine,
      new: answer.content,
      choices: [
        { word: given.words.theirs, act: () => { take(answer.content); saving.resolve(answer, { mine: false }); } },
        { word: given.words.mine, primary: true, act: () => saving.resolve(answer, { mine: true }) },
        { word: given.words.copy, stays: true, act: () => copy(voices.text()) },
      ],
    });
  }

  async function copy(text) {
    await navigator.clipboard?.writeText(text).then(() => status.say(given.words.copied));
  }

  async function recover(again = true) {
    const lost = await mirror.lost();
    if (!lost) {
      // A page that died a moment ago may still seem alive to the browser.
      if (again) setTimeout(() => recover(false), 3000);
      return;
    }
    if (same(lost.content, given.content)) {
      mirror.clear(lost.key);
      return;
    }
    const when = new Date(lost.at).toLocaleString(document.documentElement.lang);
    banner.ask(format(given.words.lost, { when }), {
      old: given.content,
      new: lost.content,
      choices: [
        { word: given.words.take, primary: true, act: () => { take(lost.content); saving.now({ keep: true }).then((done) => done && mirror.clear(lost.key)); } },
        { word: given.words.drop, act: () => mirror.clear(lost.key) },
      ],
    });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    saving.now();
  });
  root.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]");
    if (tool) act(tool.dataset.tool);
    const line = event.target.closest("[data-line]");
    if (line) jump(Number(line.dataset.line));
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.metaKey || event.ctrlKey) || event.defaultPrevented) return;
    const name = { s: "save", Enter: "submit" }[event.key];
    if (name && !event.altKey && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      act(name);
    }
  });
  root.addEventListener("focusout", (event) => {
    if (!root.contains(event.relatedTarget)) saving.now();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saving.now({ leaving: true });
  });
  window.addEventListener("pagehide", () => saving.now({ leaving: true }));

  recover();
  preview.now();
  if (given.new) root.querySelector("[data-field=title]").focus();
  root.desk = { surface, saving, voices, pictures };
}
