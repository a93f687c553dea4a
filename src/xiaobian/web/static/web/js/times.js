// <time data-ago> stays true while the page is open.
const names = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "short" });
const STEPS = [
  [48 * 3600, 86400, "day"],
  [3600, 3600, "hour"],
  [60, 60, "minute"],
];

function refresh() {
  for (const element of document.querySelectorAll("time[data-ago]")) {
    const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
    const step = STEPS.find(([from]) => Math.abs(seconds) >= from);
    if (step) element.textContent = names.format(Math.round(seconds / step[1]), step[2]);
  }
}

setInterval(refresh, 30_000);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
