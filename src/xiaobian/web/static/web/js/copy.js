// data-copy around a field with a data-copies button; data-copies="text" copies that text.
import { onClick } from "./bind.js";
import { say } from "./toasts.js";

onClick("data-copies", async (button) => {
  const field = button.closest("[data-copy]")?.querySelector("input, textarea");
  const text = button.dataset.copies || field?.value || "";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https the clipboard is closed to scripts, but a selection can still be copied.
    field?.select();
    document.execCommand("copy");
  }
  say(document.getElementById("toasts")?.dataset.copied);
});
