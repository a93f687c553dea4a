// Pictures into the text: chosen from the library, pasted, dropped. What is uploaded keeps its place.
import { format } from "./words.js";
import { token } from "./saving.js";
import { wait } from "./waiting.js";

const IMAGE = /!\[((?:\\.|[^\]\\])*)\]\((media:[0-9a-f-]{36})(?:\s+"[^"]*")?\)/g;

export class Pictures {
  constructor(root, { urls, words }, surface) {
    Object.assign(this, { root, urls, words });
    this.surface = surface;
    this.library = document.querySelector("[data-library]");
    this.describe = document.querySelector("[data-describe]");
    this.library?.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-ref]");
      if (choice) this.chosen(choice.dataset);
    });
    this.library?.querySelector("input[type=file]")?.addEventListener("change", (event) => {
      const files = [...event.target.files];
      if (!this.library.open || !files.length) return;
      this.library.close();
      this.upload(files, this.at);
      event.target.value = "";
    });
    const form = this.describe?.querySelector("form");
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.described(form.elements.alt.value);
      this.describe.close();
    });
  }

  /** The toolbar's button: describe the picture under the cursor, else choose one. */
  choose() {
    const { view } = this.surface();
    this.at = view.state.selection.main.head;
    const here = this.under(this.at);
    if (here) return this.ask(here.ref, here.alt);
    this.library.showModal();
    return window.htmx?.trigger(this.library.querySelector("[data-choices]"), "open");
  }

  chosen({ ref, alt }) {
    this.library.close();
    this.place(ref, alt, this.at);
  }

  from(event, data, at) {
    const files = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length || !this.urls.upload) return false;
    // A paste from a page or an office program carries text as well: the text is meant.
    if (event.type === "paste" && data.types.includes("text/plain")) return false;
    event.preventDefault();
    event.stopPropagation(); // the library's dropzone listens on the whole page
    this.upload(files, at ?? this.surface().view.state.selection.main.head);
    return true;
  }

  async upload(files, at) {
    for (const file of files) {
      const { view } = this.surface();
      const found = wait(view, at, format(this.words.uploading, { name: file.name }));
      const before = view.state.doc;
      const answer = await this.send(file);
      // Somebody who went on writing isn't interrupted; the remark about the missing words stays.
      const idle = view.state.doc.eq(before);
      const place = found() ?? view.state.doc.length;
      if (!answer?.ref) {
        this.trouble(answer?.error ?? format(this.words.not_uploaded, { name: file.name }));
        continue;
      }
      at = this.place(answer.ref, answer.alt ?? "", place);
      if (!answer.alt && idle && files.length === 1) this.ask(answer.ref, "", answer.url);
    }
  }

  async send(file) {
    const body = new FormData();
    body.append("file", file);
    const response = await fetch(this.urls.upload, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
    }).catch(() => null);
    return response?.json().catch(() => null);
  }

  place(ref, alt, at) {
    const { view } = this.surface();
    const line = view.state.doc.lineAt(Math.min(at, view.state.doc.length));
    const alone = line.text.trim() === "";
    const text = `${alone ? "" : "\n\n"}![${escaped(alt)}](${ref})${alone ? "" : "\n"}`;
    this.surface().insert(text, at);
    return at + text.length;
  }

  ask(ref, alt, url = "") {
    if (!this.describe) return;
    this.ref = ref;
    const image = this.describe.querySelector("img");
    image.hidden = !url;
    if (url) image.src = url;
    this.describe.querySelector("form").elements.alt.value = alt;
    this.describe.showModal();
  }

  described(alt) {
    const { view } = this.surface();
    const text = view.state.doc.toString();
    for (const found of text.matchAll(IMAGE)) {
      if (found[2] !== this.ref) continue;
      const from = found.index + 2;
      view.dispatch({ changes: { from, to: from + found[1].length, insert: escaped(alt) }, userEvent: "input" });
      break;
    }
    view.focus();
  }

  under(at) {
    for (const found of this.surface().text().matchAll(IMAGE)) {
      if (found.index <= at && at <= found.index + found[0].length) return { ref: found[2], alt: found[1] };
    }
    return null;
  }

  trouble(text) {
    document.dispatchEvent(new CustomEvent("say", { detail: { text, tone: "error" } }));
  }
}

function escaped(text) {
  return text.replace(/\s+/g, " ").trim().replace(/[[\]\\]/g, "\\$&");
}
