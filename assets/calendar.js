// The calendar island: FullCalendar over the feed of deliveries. All times are wall times of the
// brand's zone; "UTC" below only means "take them as they are written".
import { Calendar } from "@fullcalendar/core";
import chinese from "@fullcalendar/core/locales/zh-cn";
import dayGrid from "@fullcalendar/daygrid";
import interaction from "@fullcalendar/interaction";
import list from "@fullcalendar/list";
import timeGrid from "@fullcalendar/timegrid";

const STEP = { ArrowLeft: { days: -1 }, ArrowRight: { days: 1 }, ArrowUp: { minutes: -30 }, ArrowDown: { minutes: 30 } };
const opened = performance.now();

function mount(element) {
  const said = element.dataset;
  element.hidden = false;
  document.querySelector("[data-calendar-list]")?.remove();
  const asked = new URLSearchParams(location.search);
  const narrow = matchMedia("(width < 700px)").matches;

  const calendar = new Calendar(element, {
    plugins: [dayGrid, timeGrid, list, interaction],
    locales: [chinese],
    locale: document.documentElement.lang.startsWith("zh") ? "zh-cn" : "en",
    timeZone: "UTC",
    now: () => new Date(Date.parse(`${said.now}Z`) + performance.now() - opened).toISOString(),
    initialView: asked.get("view") ?? (narrow ? "listWeek" : "timeGridWeek"),
    initialDate: asked.get("date") ?? said.now,
    headerToolbar: false,
    firstDay: 1,
    allDaySlot: false,
    nowIndicator: true,
    scrollTime: `${String(Math.min(8, Math.max(0, Number(said.now.slice(11, 13)) - 1))).padStart(2, "0")}:00:00`,
    slotEventOverlap: false,
    defaultTimedEventDuration: "01:00",
    forceEventDuration: true,
    displayEventEnd: false, // a post has a moment, not a length
    eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    dayHeaderFormat: { weekday: "short", day: "numeric", omitCommas: true },
    views: { dayGridMonth: { dayHeaderFormat: { weekday: "short" } } },
    dayMaxEvents: 4,
    height: narrow ? "auto" : Math.max(520, innerHeight - element.getBoundingClientRect().top - 34),
    expandRows: true,
    editable: "mayMove" in said,
    eventDurationEditable: false,
    noEventsContent: said.nothing,
    events: (range, done, failed) => {
      const query = new URLSearchParams({ start: range.startStr.slice(0, 19), end: range.endStr.slice(0, 19) });
      fetch(`${said.calendar}?${query}`).then((r) => r.json()).then(done, failed);
    },
    eventClassNames: ({ event }) => ["promise", `is-${event.extendedProps.word}`],
    eventContent: (shown) => ({ domNodes: [draw(shown.event, standing(shown, said))] }),
    eventDidMount: ({ el, event }) => {
      const link = el.matches("a") ? el : el.querySelector("a");
      link?.addEventListener("keydown", (press) => nudge(press, event, said));
      if (link && held === event.id) {
        held = "";
        requestAnimationFrame(() => link.focus());
      }
    },
    // A day's cell says what is in it, not only its number.
    dayCellDidMount: ({ el }) => el.removeAttribute("aria-labelledby"),
    eventDrop: ({ event, oldEvent, revert }) => move(event, oldEvent, revert, said),
    datesSet: ({ view }) => remember(view),
  });
  calendar.render();
  steer(calendar);
  document.body.addEventListener("news:delivery", () => calendar.refetchEvents());
}

function word(event, said) {
  const name = event.extendedProps.word;
  return said[`word${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
}

/** Where a post stands, with its time where the view shows none of its own. */
function standing({ event, timeText, view }, said) {
  return [view.type.startsWith("list") ? "" : timeText, word(event, said)].filter(Boolean).join(" · ");
}

function draw(event, stands) {
  const { mark, colour } = event.extendedProps;
  const box = document.createElement("span");
  box.className = "promise-inner";
  const tile = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  tile.setAttribute("viewBox", "0 0 20 20");
  tile.setAttribute("class", "tile");
  tile.setAttribute("aria-hidden", "true");
  const ground = document.createElementNS(tile.namespaceURI, "rect");
  for (const [k, v] of Object.entries({ width: 20, height: 20, rx: 5, fill: colour })) ground.setAttribute(k, v);
  const sign = document.createElementNS(tile.namespaceURI, "text");
  sign.setAttribute("x", 10);
  sign.setAttribute("y", 10.5);
  sign.textContent = mark;
  tile.append(ground, sign);
  const title = Object.assign(document.createElement("span"), { className: "promise-title", textContent: event.title });
  const state = Object.assign(document.createElement("span"), { className: "promise-state", textContent: stands });
  const heard = `, ${event.extendedProps.account}, ${event.startStr.slice(0, 16).replace("T", " ")}`;
  const rest = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: heard });
  box.append(tile, title, " ", state, rest);
  return box;
}

async function move(event, before, revert, said) {
  const wall = event.startStr.slice(0, 16);
  const problem = await post(event.extendedProps.move, wall);
  if (problem !== null) {
    revert();
    toast(problem);
    return;
  }
  toast(`${said.moved} ${wall.replace("T", " ")}`, async () => {
    const failed = await post(event.extendedProps.move, before.startStr.slice(0, 16));
    if (failed === null) event.setStart(before.start);
    else toast(failed);
  });
}

/** Moves on the server; null when it worked, else the sentence that says why not. */
async function post(url, wall) {
  const headers = { Accept: "application/json", ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") };
  const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams({ when: "at", wall }) });
  return answer.ok ? null : answer.text();
}

let held = ""; // the post that the keys are moving: its element is drawn anew and takes the focus back

function nudge(press, event, said) {
  const step = press.altKey && STEP[press.key];
  if (!step || !("mayMove" in said)) return;
  press.preventDefault();
  const before = { start: event.start, startStr: event.startStr };
  held = event.id;
  event.moveStart(step);
  move(event, before, () => event.setStart(before.start), said);
}

function toast(text, undo) {
  document.dispatchEvent(new CustomEvent("say", { detail: { text, undo } }));
}

function remember(view) {
  const title = document.querySelector("[data-calendar-title]");
  if (title) title.textContent = view.title;
  for (const button of document.querySelectorAll("[data-calendar-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.calendarView === view.type));
  }
  const query = new URLSearchParams({ view: view.type, date: view.calendar.getDate().toISOString().slice(0, 10) });
  history.replaceState(null, "", `?${query}`);
}

function steer(calendar) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-calendar-go], [data-calendar-view]");
    if (!button) return;
    if (button.dataset.calendarView) calendar.changeView(button.dataset.calendarView);
    else calendar[button.dataset.calendarGo]();
  });
}

for (const element of document.querySelectorAll("[data-calendar]")) mount(element);
