// News from the desk: one stream for each open page; what changed is asked for by htmx.
// A region refreshes itself with hx-trigger="news:delivery from:body" and hx-get to its fragment.
const address = document.body.dataset.live;
const LONGEST = 30_000;
let stream = null;
let pause = 1000;

function connect() {
  stream = new EventSource(address);
  stream.addEventListener("open", () => {
    pause = 1000;
    document.documentElement.dataset.connected = "";
  });
  stream.addEventListener("news", (event) => tell(JSON.parse(event.data)));
  // Something may have been said while nobody listened, so every region asks again.
  stream.addEventListener("resync", () => tell({ topic: "all" }));
  stream.addEventListener("error", again);
}

function again() {
  delete document.documentElement.dataset.connected;
  if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
  setTimeout(connect, pause);
  pause = Math.min(pause * 2, LONGEST);
}

function tell(news) {
  const topics = news.topic === "all" ? [...listened()] : [news.topic];
  for (const topic of topics) {
    document.body.dispatchEvent(new CustomEvent(`news:${topic}`, { detail: news }));
  }
  document.body.dispatchEvent(new CustomEvent("news", { detail: news }));
}

/** The topics that something on this page waits for. */
function listened() {
  const topics = new Set();
  for (const element of document.querySelectorAll("[hx-trigger*='news:']")) {
    for (const match of element.getAttribute("hx-trigger").matchAll(/news:(\w+)/g)) topics.add(match[1]);
  }
  return topics;
}

if (address) {
  connect();
  window.addEventListener("pagehide", () => stream?.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });
}
