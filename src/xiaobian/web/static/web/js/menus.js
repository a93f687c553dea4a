// Menus are popovers; here they are put beside their button and walked with the arrow keys.
import { typing } from "./bind.js";

const GAP = 6;
let opener = null;

document.addEventListener("click", (event) => {
  opener = event.target.closest?.("[popovertarget]") ?? opener;
}, true);

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.classList?.contains("menu")) return;
  const button = opener?.getAttribute("popovertarget") === menu.id
    ? opener
    : document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (event.newState !== "open" || !button) return;
  place(menu, button.getBoundingClientRect());
  items(menu)[0]?.focus({ preventScroll: true });
}, true);

function place(menu, box) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const shown = box.width > 0;
  const left = shown ? Math.min(box.left, window.innerWidth - width - 12) : 16;
  const below = box.bottom + GAP;
  const above = box.top - GAP - height;
  const top = below + height > window.innerHeight && above > 8 ? above : below;
  menu.style.left = `${Math.max(12, left)}px`;
  menu.style.top = `${shown ? top : 64}px`;
}

function items(menu) {
  return [...menu.querySelectorAll(".menu-item:not([disabled])")];
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu");
  if (!menu || typing(event) || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  all.at(next % all.length)?.focus();
});

document.addEventListener("click", (event) => {
  const item = event.target.closest?.(".menu .menu-item");
  if (item && !item.hasAttribute("popovertarget")) item.closest(".menu").hidePopover();
});
