// ⌘K / Ctrl K: go to a place, begin something, find anything. An ARIA combobox over a listbox.
import { onClick, onMac } from "./bind.js";

const dialog = document.getElementById("palette");
const source = document.body.dataset.palette;
const WAIT = 120;

let items = [];
let at = 0;
let asked = 0;
let timer = 0;

function open() {
  if (!dialog || !source || dialog.open) return;
  input().value = "";
  dialog.showModal();
  ask("");
}

const input = () => dialog.querySelector("input");
const list = () => dialog.querySelector("[role=listbox]");

async function ask(query) {
  const turn = ++asked;
  const answer = await fetch(`${source}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || turn !== asked) return;
  show((await answer.json()).groups);
}

function show(groups) {
  items = [];
  list().replaceChildren(...groups.flatMap((group, index) => section(group, index)));
  dialog.querySelector(".palette-none").hidden = items.length > 0;
  choose(0);
}

function section(group, index) {
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  const label = document.createElement("div");
  label.className = "palette-group";
  label.id = `palette-group-${index}`;
  label.textContent = group.label;
  label.setAttribute("role", "presentation");
  box.setAttribute("aria-labelledby", label.id);
  box.append(label, ...group.items.map(option));
  return box;
}

function option(item) {
  const element = document.createElement("div");
  element.className = "palette-item";
  element.id = `palette-item-${items.length}`;
  element.setAttribute("role", "option");
  element.dataset.href = item.href;
  element.append(icon(item.icon), text(item.label));
  if (item.note) element.append(text(item.note, "small"));
  if (item.key) element.append(text(item.key, "kbd"));
  items.push(element);
  return element;
}

function icon(name) {
  const copy = dialog.querySelector(".icon").cloneNode(true);
  const use = copy.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return copy;
}

function text(words, className = "") {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = words;
  return element;
}

function choose(index) {
  at = items.length ? (index + items.length) % items.length : 0;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
  input().setAttribute("aria-activedescendant", items[at]?.id ?? "");
  items[at]?.scrollIntoView({ block: "nearest" });
}

function go(item, event) {
  if (!item) return;
  if (event.metaKey || event.ctrlKey) window.open(item.dataset.href, "_blank", "noopener");
  else window.location.assign(item.dataset.href);
  dialog.close();
}

document.addEventListener("keydown", (event) => {
  const mod = onMac ? event.metaKey : event.ctrlKey;
  if (!mod || event.key.toLowerCase() !== "k" || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (dialog?.open) dialog.close();
  else open();
});

onClick("data-opens-palette", open);

dialog?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => ask(input().value.trim()), WAIT);
});

dialog?.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // an input method is choosing characters
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(at + (event.key === "ArrowDown" ? 1 : -1));
  }
  if (event.key === "Enter") go(items[at], event);
});

dialog?.addEventListener("pointermove", (event) => {
  const index = items.indexOf(event.target.closest(".palette-item"));
  if (index >= 0 && index !== at) choose(index);
});

dialog?.addEventListener("click", (event) => go(event.target.closest(".palette-item"), event));
