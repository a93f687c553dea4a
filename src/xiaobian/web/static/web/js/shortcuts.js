// Single keys: whatever shows a key (data-key), `g` and a letter for places, j/k in [data-list], `?`.
import { bind, onMac, typing } from "./bind.js";

const WAIT = 1200;
let going = 0;

document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || typing(event)) return;
  if (document.querySelector("dialog[open], .menu:popover-open")) return;
  if (event.target.closest?.("[role=tablist], [role=listbox], .cm-editor")) return;
  if (act(event.key)) event.preventDefault();
});

function act(key) {
  if (Date.now() - going < WAIT) {
    going = 0;
    return follow(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
  }
  if (key === "g") {
    going = Date.now();
    return true;
  }
  if (key === "?") {
    document.getElementById("keys")?.showModal();
    return true;
  }
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  return follow(document.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled])`));
}

function follow(element) {
  element?.click();
  return Boolean(element);
}

/** The focus moves to the next row's link, so that Enter opens it and screen readers say it. */
function step(by) {
  const rows = [...document.querySelectorAll("[data-list] .row-title:is(a, button), [data-list] [data-row]")];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row === document.activeElement || row.closest(".row")?.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
  return true;
}

// Hints are written for a Mac; elsewhere ⌘ is Ctrl.
if (!onMac) {
  bind(".kbd[data-keys*='mod+']", (hint) => {
    const key = hint.dataset.keys.replace("mod+", "");
    hint.textContent = `Ctrl ${key === "enter" ? "↵" : key.toUpperCase()}`;
  });
}
