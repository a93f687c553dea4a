// What keys and the toolbar do to the text.
import { EditorSelection } from "@codemirror/state";

export function keys(act) {
  return [
    { key: "Mod-s", run: () => act("save") },
    { key: "Mod-Enter", run: () => act("submit") },
    { key: "Mod-b", run: () => act("bold") },
    { key: "Mod-i", run: () => act("italic") },
    { key: "Mod-Shift-k", run: () => act("link") },
    { key: "Mod-Shift-p", run: () => act("picture") },
  ];
}

export const tools = {
  bold: (surface) => wrap(surface, "**"),
  italic: (surface) => wrap(surface, "*"),
  link: (surface, words) => link(surface, words.link_text),
  heading: (surface) => lines(surface, /^#{1,6} /, "## "),
  quote: (surface) => lines(surface, /^> ?/, "> "),
  list: (surface) => lines(surface, /^[-*] /, "- "),
  focus: () => focusMode(),
};

function wrap({ view }, mark) {
  const size = mark.length;
  view.dispatch(
    view.state.changeByRange((range) => {
      const around = view.state.sliceDoc(range.from - size, range.from) === mark
        && view.state.sliceDoc(range.to, range.to + size) === mark;
      if (around) {
        return {
          changes: [{ from: range.from - size, to: range.from }, { from: range.to, to: range.to + size }],
          range: EditorSelection.range(range.from - size, range.to - size),
        };
      }
      return {
        changes: [{ from: range.from, insert: mark }, { from: range.to, insert: mark }],
        range: EditorSelection.range(range.from + size, range.to + size),
      };
    }),
    { scrollIntoView: true, userEvent: "input" },
  );
  view.focus();
}

function link({ view }, text) {
  const { from, to } = view.state.selection.main;
  const chosen = view.state.sliceDoc(from, to);
  const address = /^https?:\/\/\S+$/.test(chosen);
  const words = address ? text : chosen || text;
  const insert = `[${words}](${address ? chosen : "https://"})`;
  const start = address ? from + 1 : from + words.length + 3;
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: start, head: address ? start + words.length : start + 8 },
    userEvent: "input",
  });
  view.focus();
}

function lines({ view }, mark, add) {
  const { state } = view;
  const { from, to } = state.selection.main;
  const first = state.doc.lineAt(from).number;
  const last = state.doc.lineAt(to).number;
  const all = Array.from({ length: last - first + 1 }, (_, step) => state.doc.line(first + step));
  const marked = all.every((line) => mark.test(line.text));
  const changes = all.map((line) => {
    const found = line.text.match(mark)?.[0].length ?? 0;
    return { from: line.from, to: line.from + found, insert: marked ? "" : add };
  });
  view.dispatch({ changes, userEvent: "input" });
  view.focus();
}

function focusMode() {
  const on = document.documentElement.toggleAttribute("data-focus");
  for (const button of document.querySelectorAll("[data-tool=focus]")) button.setAttribute("aria-pressed", String(on));
}
