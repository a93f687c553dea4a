// Tabs on one page: [role=tablist] with [role=tab][aria-controls]. Tabs that are links need no script.
import { bind } from "./bind.js";

bind("[role=tablist]", (list) => {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const choose = (tab, focus = true) => {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      const panel = document.getElementById(other.getAttribute("aria-controls"));
      if (panel) panel.hidden = !chosen;
    }
    if (focus) tab.focus();
    tab.dispatchEvent(new CustomEvent("tab:chosen", { bubbles: true }));
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose(tabs.at((tabs.indexOf(document.activeElement) + step) % tabs.length));
  });
  const first = tabs.find((t) => t.getAttribute("aria-selected") === "true") ?? tabs[0];
  if (first) choose(first, false);
});
