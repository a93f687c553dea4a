// The writing surface: CodeMirror 6. What is in the document is exactly what was given and typed.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  insertNewlineContinueMarkup,
  deleteMarkupBackward,
  markdownLanguage,
} from "@codemirror/lang-markdown";
import { HighlightStyle, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Prec, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { waiting } from "./waiting.js";

const ink = HighlightStyle.define([
  { tag: tags.heading, class: "md-heading" },
  { tag: tags.strong, class: "md-strong" },
  { tag: tags.emphasis, class: "md-em" },
  { tag: tags.strikethrough, class: "md-del" },
  { tag: [tags.processingInstruction, tags.url, tags.meta, tags.labelName], class: "md-mark" },
  { tag: tags.link, class: "md-link" },
  { tag: tags.monospace, class: "md-code" },
  { tag: tags.quote, class: "md-quote" },
]);

/** The view, with `text()`, `show(key, text)` for several texts in one place, and `jump(line)`. */
export class Surface {
  constructor({ parent, label, hint, keys, nonce, changed, composed, files }) {
    this.states = new Map();
    this.key = null;
    this.locks = new Compartment();
    this.extensions = [
      // Only \n parts lines: any other ending stays a character of its line and is never changed.
      EditorState.lineSeparator.of("\n"),
      EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
      EditorView.cspNonce.of(nonce),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "true" }),
      history(),
      drawSelection(),
      search({ top: true }),
      highlightSelectionMatches(),
      Prec.highest(keymap.of(keys)),
      keymap.of([
        { key: "Enter", run: insertNewlineContinueMarkup },
        { key: "Backspace", run: deleteMarkupBackward },
        ...searchKeymap,
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      new LanguageSupport(markdownLanguage),
      syntaxHighlighting(ink),
      placeholder(hint),
      waiting,
      this.locks.of([]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !update.transactions.some((t) => t.annotation(Transaction.remote)))
          changed();
      }),
      EditorView.domEventHandlers({
        compositionend: () => setTimeout(composed),
        paste: (event) => files(event, event.clipboardData, this.view.state.selection.main.head),
        drop: (event) => files(event, event.dataTransfer, this.view.posAtCoords(event)),
      }),
    ];
    // Styles are put into the page with the first state, which must know the nonce.
    this.view = new EditorView({ state: this.fresh(""), parent });
  }

  get composing() {
    return this.view.composing || this.view.compositionStarted;
  }

  text() {
    return this.view.state.doc.toString();
  }

  /** Show the text called `key`; each has its own undo history. */
  show(key, text) {
    if (this.key !== null) this.states.set(this.key, this.view.state);
    const kept = this.states.get(key);
    const same = kept && kept.doc.toString() === text;
    this.key = key;
    this.view.setState(same ? kept : this.fresh(text));
  }

  /** A voice that says the same as the master can be read here, not changed. */
  lock(locked) {
    const still = [EditorState.readOnly.of(true), EditorView.editable.of(false)];
    this.view.dispatch({ effects: this.locks.reconfigure(locked ? still : []) });
  }

  /** Put another text in place of this one; undo brings the old one back. */
  replace(text) {
    const { state } = this.view;
    this.view.dispatch({
      changes: { from: 0, to: state.doc.length, insert: state.toText(text) },
      annotations: Transaction.remote.of(true),
      userEvent: "input.replace",
    });
  }

  /** Forget the states of texts that are not shown: they were replaced from outside. */
  forget() {
    this.states.clear();
  }

  insert(text, from, to = from) {
    this.view.dispatch({
      changes: { from, to, insert: this.view.state.toText(text) },
      selection: { anchor: from + text.length },
      scrollIntoView: true,
      userEvent: "input",
    });
  }

  jump(number) {
    const { doc } = this.view.state;
    const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
    this.view.dispatch({
      selection: { anchor: line.from, head: line.to },
      effects: EditorView.scrollIntoView(line.from, { y: "center" }),
    });
    this.view.focus();
  }

  fresh(text) {
    return EditorState.create({ doc: text, extensions: this.extensions });
  }
}
