// A second copy of what is being written, on this device: a crash or a lost network loses nothing.
// One entry for each open page, so that two tabs never write over each other's copy.
const DATABASE = "xiaobian";
const STORE = "unsaved";
const page = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, act) {
  try {
    const store = (await database()).transaction(STORE, mode).objectStore(STORE);
    const request = act(store);
    return await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return undefined; // private windows without storage: the network is all there is
  }
}

export class Mirror {
  constructor(draft, user) {
    this.draft = draft;
    this.user = user;
    this.key = `${draft}:${page}`;
    // Held as long as the page lives: others know by it that this copy is not lost.
    navigator.locks?.request(this.key, () => new Promise(() => {}));
  }

  keep(content, revision) {
    const { draft, user, key } = this;
    return run("readwrite", (store) => store.put({ key, draft, user, content, revision, at: Date.now() }));
  }

  clear(key = this.key) {
    return run("readwrite", (store) => store.delete(key));
  }

  /** The newest copy that a page left behind which is no longer there; older ones are let go. */
  async lost() {
    const all = (await run("readonly", (store) => store.getAll())) ?? [];
    const held = new Set((await navigator.locks?.query())?.held.map((lock) => lock.name));
    const left = all
      .filter((one) => one.draft === this.draft && one.user === this.user && one.key !== this.key)
      .filter((one) => (navigator.locks ? !held.has(one.key) : Date.now() - one.at > 15_000))
      .sort((a, b) => b.at - a.at);
    for (const old of left.slice(1)) this.clear(old.key);
    return left[0] ?? null;
  }
}
