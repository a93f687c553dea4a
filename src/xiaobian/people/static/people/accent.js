// The accent colour as it will look, while it is being chosen, and whether it can be read.

for (const input of document.querySelectorAll("input[data-accent]")) {
  const preview = document.getElementById(input.dataset.accent);
  const verdict = document.querySelector("[data-accent-verdict]");
  const show = () => {
    preview?.setAttribute("fill", input.value);
    if (!verdict) return;
    const good = contrastOnWhite(input.value) >= 4.5;
    verdict.textContent = good ? verdict.dataset.good : verdict.dataset.poor;
  };
  input.addEventListener("input", show);
  show();
}

/** WCAG contrast of a #rrggbb colour against white. */
function contrastOnWhite(colour) {
  const parts = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  return 1.05 / (light + 0.05);
}
