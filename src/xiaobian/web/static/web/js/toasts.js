// Short messages at the bottom: from the server (in the page, or as HX-Trigger `say`), or from here.
import { bind, onClick } from "./bind.js";

const STAYS = 6000;
const shelf = document.getElementById("toasts");

/** Say something: `say("Saved")`, or with a way back, an address to post to or a function: `{ undo }`. */
export function say(text, { tone = "", undo = "" } = {}) {
  if (!shelf || !text) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  if (tone) toast.dataset.tone = tone;
  const words = document.createElement("span");
  words.className = "toast-text";
  words.textContent = text;
  toast.append(words);
  if (undo) toast.append(button(shelf.dataset.undo, () => undoes(undo, toast)));
  toast.append(button(shelf.dataset.close, () => toast.remove()));
  shelf.append(toast);
  fade(toast);
}

function button(text, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}

function undoes(url, toast) {
  toast.remove();
  if (typeof url === "function") return url();
  return window.htmx.ajax("POST", url, { swap: "none" }).then(() => window.location.reload());
}

/** Goes away by itself unless it is looked at or is an error. */
function fade(toast) {
  if (toast.dataset.tone === "error") return;
  let timer = setTimeout(() => toast.remove(), STAYS);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => {
    timer = setTimeout(() => toast.remove(), STAYS);
  });
}

bind("[data-toast]", fade);
onClick("data-toast-close", (element) => element.closest("[data-toast]").remove());
onClick("data-says", (element) => say(element.dataset.says));

document.addEventListener("say", (event) => say(event.detail.text ?? event.detail.value, event.detail));
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const text = event.detail.xhr?.getResponseHeader?.("X-Say");
    say(text ? decodeURIComponent(text) : shelf?.dataset.offline, { tone: "error" });
  });
}
