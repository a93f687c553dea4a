// <dialog>: `data-opens="id"` opens, `data-closes` closes, a click beside it closes.
// `data-confirm="Question?"` on a form or hx- element asks first.
import { onClick } from "./bind.js";

onClick("data-opens", (element) => document.getElementById(element.dataset.opens)?.showModal());
onClick("data-closes", (element) => element.closest("dialog")?.close());

document.addEventListener("click", (event) => {
  if (!(event.target instanceof HTMLDialogElement)) return;
  const box = event.target.getBoundingClientRect();
  const inside =
    event.clientX >= box.left &&
    event.clientX <= box.right &&
    event.clientY >= box.top &&
    event.clientY <= box.bottom;
  if (!inside) event.target.close();
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm ?? event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
}, true);

// A dialog brought by htmx opens at once: answer with <dialog data-now>.
document.addEventListener("htmx:load", (event) => {
  const fresh = event.detail.elt;
  if (fresh instanceof HTMLDialogElement && "now" in fresh.dataset) fresh.showModal();
});
