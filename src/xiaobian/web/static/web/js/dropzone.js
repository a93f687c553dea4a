// data-dropzone: files can be dropped or pasted on the label of a file input. The input then fires
// `change`, so a form with hx-trigger="change" uploads at once.
import { bind } from "./bind.js";

bind("[data-dropzone]", (zone) => {
  const input = zone.querySelector("input[type=file]");
  const over = (on) => zone.toggleAttribute("data-over", on);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    take(input, event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    if (zone.isConnected && event.clipboardData?.files.length) take(input, event.clipboardData.files);
  });
});

function take(input, files) {
  if (!files.length) return;
  const chosen = new DataTransfer();
  for (const file of input.multiple ? files : [files[0]]) chosen.items.add(file);
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
