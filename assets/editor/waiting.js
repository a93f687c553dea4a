// Places in the text that wait for something (a picture on its way): they move with what is typed
// around them and are no part of the text.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";

const add = StateEffect.define({ map: (place, change) => ({ ...place, at: change.mapPos(place.at) }) });
const drop = StateEffect.define();

class Note extends WidgetType {
  constructor(text) {
    super();
    this.text = text;
  }

  eq(other) {
    return other.text === this.text;
  }

  toDOM() {
    const element = document.createElement("span");
    element.className = "waits";
    element.setAttribute("role", "status");
    element.textContent = this.text;
    return element;
  }
}

export const waiting = StateField.define({
  create: () => Decoration.none,
  update(places, transaction) {
    let now = places.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(add)) {
        const { at, text, id } = effect.value;
        now = now.update({ add: [Decoration.widget({ widget: new Note(text), id, side: 1 }).range(at)] });
      }
      if (effect.is(drop)) now = now.update({ filter: (_from, _to, value) => value.spec.id !== effect.value });
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Mark a place; returns a function that unmarks it and says where it is by then (null: gone). */
export function wait(view, at, text) {
  const id = {};
  view.dispatch({ effects: add.of({ at: Math.min(at, view.state.doc.length), text, id }) });
  return () => {
    let place = null;
    view.state.field(waiting, false)?.between(0, view.state.doc.length, (from, _to, value) => {
      if (value.spec.id === id) place = from;
    });
    view.dispatch({ effects: drop.of(id) });
    return place;
  };
}
