// Uploads: a file a request, two at a time, each with its progress and its own trouble.
import { bind } from "../web/js/bind.js";
import { say } from "../web/js/toasts.js";

const AT_ONCE = 2;

/** The whole page takes files; what the dropzone took is already taken. */
function dropAnywhere(form, queue) {
  const page = document.documentElement;
  const files = (event) => event.dataTransfer?.types.includes("Files");
  const mark = (on) => page.toggleAttribute("data-drop-here", on);
  page.addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    mark(true);
  });
  page.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(false);
  });
  page.addEventListener("drop", (event) => {
    mark(false);
    if (event.defaultPrevented || !files(event)) return;
    event.preventDefault();
    queue.add([...event.dataTransfer.files]);
  });
}

class Queue {
  waiting = [];
  running = 0;
  arrived = 0;

  constructor(form) {
    this.form = form;
    this.list = form.querySelector("[data-progress]");
    this.words = form.dataset;
  }

  add(files) {
    for (const file of files) {
      const row = new Row(file, this.words);
      this.list.append(row.element);
      this.waiting.push({ file, row });
    }
    this.list.hidden = !this.list.children.length;
    this.next();
  }

  next() {
    while (this.running < AT_ONCE && this.waiting.length) this.start(this.waiting.shift());
    if (!this.running && !this.waiting.length) this.finish();
  }

  start({ file, row }) {
    this.running += 1;
    send(this.form, file, (share) => row.moved(share))
      .then((picture) => {
        this.arrived += 1;
        row.done();
        this.form.dispatchEvent(new CustomEvent("media-added", { bubbles: true, detail: picture }));
      })
      .catch((trouble) => row.failed(trouble.message, trouble.again && (() => this.again(file, row))))
      .finally(() => {
        this.running -= 1;
        this.next();
      });
  }

  again(file, row) {
    row.waits();
    this.waiting.push({ file, row });
    this.next();
  }

  /** All are through: what arrived leaves the list, what failed stays to be read. */
  finish() {
    if (!this.arrived) return;
    this.arrived = 0;
    for (const row of this.list.querySelectorAll("[data-done]")) row.remove();
    this.list.hidden = !this.list.children.length;
    const failed = this.list.children.length > 0;
    if (!failed) say(this.words.all);
    document.body.dispatchEvent(new CustomEvent("media-changed"));
  }
}

class Row {
  constructor(file, words) {
    this.words = words;
    this.element = document.createElement("li");
    this.element.className = "row coming";
    this.body = part("div", "row-body", "");
    this.state = part("p", "row-meta", words.waiting);
    this.body.append(part("span", "", file.name), this.state);
    this.bar = document.createElement("progress");
    this.bar.max = 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.element.append(this.body, this.bar);
  }

  moved(share) {
    this.bar.value = share;
    this.state.textContent = share < 1 ? `${Math.round(share * 100)} %` : this.words.working;
  }

  done() {
    this.element.dataset.done = "";
    this.bar.remove();
    this.state.textContent = this.words.done;
  }

  waits() {
    this.bar.value = 0;
    this.bar.hidden = false;
    this.button?.remove();
    this.element.removeAttribute("role");
    this.state.className = "row-meta";
    this.state.textContent = this.words.waiting;
  }

  failed(message, again) {
    this.bar.hidden = true;
    this.state.className = "field-error";
    this.state.textContent = message || this.words.offline;
    this.state.setAttribute("role", "alert");
    if (!again) return;
    this.button = part("button", "button small", this.words.retry);
    this.button.type = "button";
    this.button.addEventListener("click", again, { once: true });
    this.element.append(this.button);
  }
}

function part(name, style, text) {
  const element = document.createElement(name);
  if (style) element.className = style;
  element.textContent = text;
  return element;
}

/** Sends one file; resolves to the picture, rejects with words and whether trying again may help. */
function send(form, file, moved) {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    body.append("file", file, file.name || "picture");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.upload.addEventListener("progress", (event) => moved(event.loaded / event.total));
    request.addEventListener("load", () => {
      if (request.status === 201) return resolve(request.response);
      const words = request.response?.error;
      reject(Object.assign(new Error(words ?? ""), { again: !words || request.status >= 500 }));
    });
    request.addEventListener("error", () => reject(Object.assign(new Error(""), { again: true })));
    request.send(body);
  });
}

bind("[data-intake]", (form) => {
  const input = form.querySelector("[data-dropzone] input[type=file]");
  const camera = form.querySelector("[data-camera]");
  const queue = new Queue(form);
  for (const source of [input, camera]) {
    source?.addEventListener("change", () => {
      queue.add([...source.files]);
      source.value = ""; // the same file may be chosen again
    });
  }
  if ("anywhere" in form.dataset) dropAnywhere(form, queue);
});
