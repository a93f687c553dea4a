// Runs `start(element)` once for each matching element, now and when htmx brings new ones.
const bindings = [];

export function bind(selector, start) {
  const once = new WeakSet();
  const run = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      if (once.has(element)) continue;
      once.add(element);
      start(element);
    }
  };
  bindings.push(run);
  run(document);
}

document.addEventListener("htmx:load", (event) => {
  for (const run of bindings) run(event.detail.elt);
});

/** Calls `act(element, event)` when something inside `[name]` is clicked. */
export function onClick(name, act) {
  document.addEventListener("click", (event) => {
    const element = event.target.closest?.(`[${name}]`);
    if (element) act(element, event);
  });
}

/** Whether keys belong to the field that has the focus. */
export function typing(event) {
  const element = event.target;
  return (
    element.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName ?? "") ||
    event.isComposing
  );
}

export const onMac = /Mac|iPhone|iPad/.test(navigator.platform);
