// The picture chooser of an editor:
//
//   import { choosePicture } from "../media/picker.js";
//   const picture = await choosePicture(address);   // {ref, alt, name, url, …} or null
//
// `address` is `{% url "media:picker" %}`. A picture that is uploaded in the dialog is chosen at once.
import "./upload.js";

/** Opens the library as a dialog; resolves when a picture is chosen or the dialog closed. */
export async function choosePicture(address) {
  await window.htmx.ajax("GET", address, { target: document.body, swap: "beforeend" });
  const dialog = document.querySelector("dialog[data-picker]");
  if (!dialog) return null;
  return new Promise((resolve) => {
    let chosen = null;
    const choose = (picture) => {
      chosen = picture;
      dialog.close();
    };
    dialog.addEventListener("click", (event) => {
      const piece = event.target.closest("[data-pick]");
      if (piece) choose(described(piece.dataset));
    });
    dialog.addEventListener("media-added", (event) => choose(event.detail));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
  });
}

function described({ id, ref, alt, name, url, width, height }) {
  return { id, ref, alt, name, url, width: Number(width), height: Number(height) };
}
