// The writing editor: CodeMirror 6 on Markdown, bound to a textarea that stays the form's field.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const ink = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "600" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: [tags.processingInstruction, tags.url, tags.meta], color: "var(--ink-3)" },
  { tag: tags.link, color: "var(--ink-2)" },
  { tag: tags.monospace, fontFamily: "var(--mono)" },
]);

/** Replace the textarea on screen; its value follows every change, and `input` events fire on it. */
export function mount(textarea, extensions = []) {
  const follow = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    textarea.value = update.state.doc.toString();
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const nonce = document.querySelector("meta[name=csp-nonce]")?.content ?? "";
  const view = new EditorView({
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": textarea.getAttribute("aria-label") ?? "",
          spellcheck: "true",
        }),
        history(),
        drawSelection(),
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        markdown({ base: markdownLanguage }),
        syntaxHighlighting(ink),
        placeholder(textarea.placeholder ?? ""),
        follow,
        ...extensions,
      ],
    }),
  });
  textarea.hidden = true;
  textarea.after(view.dom);
  return view;
}

for (const textarea of document.querySelectorAll("textarea[data-editor]")) mount(textarea);
