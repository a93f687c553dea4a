// Deciding by keyboard: `a` approves and `h` hides the comment in which the focus is.

const form = document.querySelector("[data-comments]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("textarea, select, input:not([type=checkbox]), [contenteditable]");
  const row = document.activeElement?.closest("[data-comment]");
  if (!row || typing) return;
  const button = { a: "[data-approve]", h: "[data-hide]" }[event.key];
  if (button) row.querySelector(button)?.click();
});

const all = form?.querySelector("[data-all]");
if (all) {
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => {
    for (const box of form.querySelectorAll("[name=ids]")) box.checked = event.target.checked;
  });
}
