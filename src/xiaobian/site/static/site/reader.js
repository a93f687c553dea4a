// For readers: counts honest reading time, remembers what was liked, copies the address.
// The page works without any of it.

const page = document.documentElement.dataset;
const IDLE = 30_000; // nobody reads for longer without moving anything
const LEAST = 1_000; // shorter stays are not worth a beacon of their own
const MOST = 20; // beacons for one view

function watch() {
  if (!page.page || navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  const view = [...crypto.getRandomValues(new Uint8Array(8))]
    .map((b) => b.toString(16).padStart(2, "0"))
    .join("");
  let since = 0; // when the present stretch of attention began, 0: nobody looks
  let moved = 0; // the last sign of life
  let engaged = 0; // milliseconds not yet told
  let deepest = 0;
  let told = 0; // scroll depth already told
  let sent = 0;

  const say = (data) => {
    sent += 1;
    navigator.sendBeacon(page.collect, JSON.stringify({ p: page.page, v: view, ...data }));
  };
  const settle = () => {
    if (!since) return;
    const now = performance.now();
    engaged += Math.max(0, Math.min(now, moved + IDLE) - since);
    since = now;
  };
  const looking = () => document.visibilityState === "visible" && document.hasFocus();
  const attend = () => {
    settle();
    if (!looking()) {
      since = 0;
      return;
    }
    moved = performance.now();
    since = moved;
  };
  const measure = () => {
    const whole = document.documentElement.scrollHeight;
    const seen = whole ? ((scrollY + innerHeight) / whole) * 100 : 100;
    deepest = Math.max(deepest, Math.min(100, Math.round(seen)));
  };
  const tell = () => {
    settle();
    since = looking() ? since : 0;
    if (sent >= MOST || (engaged < LEAST && deepest <= told)) return;
    say({ e: Math.round(engaged), s: deepest });
    engaged = 0;
    told = deepest;
  };
  const alive = () => {
    if (looking()) attend();
    measure();
  };

  const begin = () => {
    let from = "";
    try {
      const url = new URL(document.referrer);
      if (url.host !== location.host) from = url.hostname;
    } catch {
      // no referrer
    }
    say({ r: from });
    alive();
  };
  if (document.prerendering) document.addEventListener("prerenderingchange", begin, { once: true });
  else begin();

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") tell();
    attend();
  });
  addEventListener("pagehide", tell);
  addEventListener("focus", attend);
  addEventListener("blur", () => {
    settle();
    since = 0;
  });
  for (const sign of ["scroll", "pointermove", "pointerdown", "keydown", "touchmove"])
    addEventListener(sign, alive, { passive: true });
}

// The browser's own store keeps a random key, so that a like can be taken back and counts once.
function key() {
  let own = localStorage.getItem("reader");
  if (!/^[0-9a-f]{32}$/.test(own ?? "")) {
    own = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((b) => b.toString(16).padStart(2, "0"))
      .join("");
    localStorage.setItem("reader", own);
  }
  return own;
}

function liking(form) {
  const button = form.querySelector("button");
  const mine = `like:${form.dataset.post}`;
  const show = (on) => {
    button.setAttribute("aria-pressed", on);
    form.elements.on.value = on ? "0" : "1";
  };
  if (localStorage.getItem(mine)) show(true);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.elements.key.value = key();
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { accept: "application/json" },
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.why);
      show(told.on);
      form.querySelector("[data-count]").textContent = told.count;
      if (told.on) localStorage.setItem(mine, "1");
      else localStorage.removeItem(mine);
    } catch (error) {
      button.title = error.message;
    } finally {
      button.disabled = false;
      button.focus();
    }
  });
}

function copying(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

watch();
document.querySelectorAll("[data-like]").forEach(liking);
document.querySelectorAll("[data-copy]").forEach(copying);
