// When and how a draft is saved: 2 s after the last key, every 5 s while typing, on leaving.
// Never during an IME composition, never over somebody else's words.
const QUIET = 2000;
const WHILE_TYPING = 5000;
const LONGEST_PAUSE = 30_000;
const KEEPALIVE = 60_000; // bytes: browsers refuse more than 64 KiB in a request that outlives its page

export const same = (a, b) => canonical(a) === canonical(b);

function canonical(content) {
  const { title, text, tags, language, overrides } = content;
  const own = Object.keys(overrides)
    .filter((key) => Object.keys(overrides[key]).length)
    .sort()
    .map((key) => [key, Object.entries(overrides[key]).sort()]);
  return JSON.stringify([title, text, tags, language, own]);
}

export class Saving {
  /** `read()` gives {content, targets}; `tell(state, detail)` hears how it goes. */
  constructor({ url, revision, content, fresh, longest, read, composing, mirror, tell }) {
    Object.assign(this, { url, revision, fresh, longest, read, composing, mirror, tell });
    this.acknowledged = content;
    this.targets = null; // sent only when they were changed
    this.unanswered = null;
    this.busy = null;
    this.blocked = false; // a person has to choose first
    this.pause = 0;
    window.addEventListener("online", () => this.now());
  }

  get dirty() {
    return this.targets !== null || !same(this.read().content, this.acknowledged);
  }

  changed() {
    clearTimeout(this.quiet);
    clearTimeout(this.copying);
    this.quiet = setTimeout(() => this.now(), QUIET);
    this.steady ??= setTimeout(() => this.now(), WHILE_TYPING);
    this.copying = setTimeout(() => this.copy(), 250);
    if (!this.blocked) this.tell("changed");
  }

  copy() {
    return this.mirror.keep(this.read().content, this.revision);
  }

  aim(targets) {
    this.targets = targets;
    this.changed();
  }

  /** Save what there is to save; resolves to whether everything is saved. */
  async now({ leaving = false, keep = false } = {}) {
    this.rest();
    if (this.blocked) return false;
    if (this.busy && !leaving) {
      await this.busy;
      return this.dirty ? this.now() : true;
    }
    if (this.composing() && !leaving) {
      this.changed();
      return false;
    }
    const { content } = this.read();
    const { targets } = this;
    if (targets === null && !keep && same(content, this.acknowledged)) {
      if (!this.fresh) this.tell("saved");
      this.mirror.clear();
      return true;
    }
    if (content.text.length > this.longest * 2) {
      this.copy();
      this.tell("too_long", { length: content.text.length });
      return false;
    }
    if (leaving) this.copy();
    this.tell("saving");
    this.busy = this.send(content, targets, { leaving, keep });
    const done = await this.busy;
    this.busy = null;
    return done;
  }

  rest() {
    clearTimeout(this.quiet);
    clearTimeout(this.steady);
    clearTimeout(this.again);
    this.steady = null;
  }

  async send(content, targets, { leaving, keep }) {
    const body = JSON.stringify({
      content,
      revision: this.revision,
      ...(targets && { targets }),
      ...(keep && { keep }),
      ...(this.fresh && { new: true }),
    });
    let response;
    try {
      response = await fetch(this.url, {
        method: "POST",
        body,
        keepalive: leaving && new Blob([body]).size < KEEPALIVE,
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      });
    } catch {
      this.unanswered = content;
      return this.later("offline");
    }
    return this.answered(response, content, targets);
  }

  async answered(response, content, targets) {
    if (response.redirected || !isJson(response)) {
      if (response.redirected) return this.stop("signed_out");
      if (response.status === 403) return this.stop("forbidden");
      if (response.status === 404) return this.stop("gone");
      return this.later("failed");
    }
    const answer = await response.json();
    if (response.ok) return this.acknowledge(answer.revision, content, targets);
    if (response.status === 409) return this.conflict(answer);
    if (response.status === 404) return this.stop("gone");
    this.copy();
    this.tell("refused", answer);
    return false;
  }

  acknowledge(revision, content, targets) {
    this.revision = revision;
    this.acknowledged = content;
    this.unanswered = null;
    this.pause = 0;
    this.fresh = false;
    if (this.targets === targets) this.targets = null;
    if (this.dirty) {
      this.tell("changed");
      this.changed();
    } else {
      clearTimeout(this.copying);
      this.mirror.clear();
      this.tell("saved");
    }
    return !this.dirty;
  }

  /** What stands may be our own words, saved by a request whose answer was lost. */
  conflict(answer) {
    if (this.unanswered && same(answer.content, this.unanswered)) {
      this.revision = answer.revision;
      this.acknowledged = this.unanswered;
      this.unanswered = null;
      this.changed();
      return false;
    }
    this.blocked = true;
    this.copy();
    this.tell("conflict", answer);
    return false;
  }

  /** After a conflict: go on from what stands now. */
  resolve(answer, { mine }) {
    this.blocked = false;
    this.unanswered = null;
    this.revision = answer.revision;
    this.acknowledged = answer.content;
    return this.now({ keep: mine });
  }

  later(state) {
    this.copy();
    this.pause = Math.min(this.pause ? this.pause * 2 : 2000, LONGEST_PAUSE);
    this.again = setTimeout(() => this.now(), this.pause);
    this.tell(state);
    return false;
  }

  stop(state) {
    this.copy();
    this.tell(state);
    return false;
  }
}

function isJson(response) {
  return response.headers.get("Content-Type")?.startsWith("application/json");
}

/** The cookie's present value: signing in again in another tab changes it. */
export function token() {
  const cookie = document.cookie.match(/(?:^|; )desk-csrf=([^;]+)/)?.[1];
  return cookie ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}
