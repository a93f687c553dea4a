// Counters under fields, textareas that grow, forms that send themselves, no double sending.
import { bind } from "./bind.js";

const signs = new Intl.Segmenter(document.documentElement.lang, { granularity: "grapheme" });

bind("[data-count]", (input) => {
  const counter = document.getElementById(input.dataset.count);
  const limit = Number(counter?.dataset.limit);
  const show = () => {
    const length = [...signs.segment(input.value)].length;
    counter.textContent = `${length} / ${limit}`;
    counter.toggleAttribute("data-over", length > limit);
  };
  if (counter) input.addEventListener("input", show);
  if (counter) show();
});

bind("textarea[data-autosize]", (area) => {
  if (CSS.supports("field-sizing", "content")) {
    area.style.fieldSizing = "content";
    return;
  }
  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", grow);
  grow();
});

// data-autosend: a changed select or checkbox sends its form.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-autosend]")) event.target.form?.requestSubmit();
});

// A form that is on its way can't be sent a second time by a second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sending && Date.now() - Number(form.dataset.sending) < 3000) event.preventDefault();
  form.dataset.sending = String(Date.now());
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sending;
});
