// The theme changes at once; the server keeps the choice.
document.addEventListener("submit", (event) => {
  const choice = event.submitter;
  if (!choice?.hasAttribute("data-theme-choice")) return;
  event.preventDefault();
  const root = document.documentElement;
  if (choice.value) root.dataset.theme = choice.value;
  else delete root.dataset.theme;
  for (const other of document.querySelectorAll("[data-theme-choice]")) {
    other.setAttribute("aria-pressed", String(other.value === choice.value));
  }
  const body = new FormData(event.target, choice);
  fetch(event.target.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
});
