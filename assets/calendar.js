// The calendar island: FullCalendar with the views the desk uses, on elements with data-calendar.
import { Calendar } from "@fullcalendar/core";
import chinese from "@fullcalendar/core/locales/zh-cn";
import dayGrid from "@fullcalendar/daygrid";
import interaction from "@fullcalendar/interaction";
import list from "@fullcalendar/list";
import timeGrid from "@fullcalendar/timegrid";

/** A calendar on `element` that reads its events from `data-calendar` (a URL answering JSON). */
export function mount(element, options = {}) {
  const calendar = new Calendar(element, {
    plugins: [dayGrid, timeGrid, list, interaction],
    locales: [chinese],
    locale: document.documentElement.lang.startsWith("zh") ? "zh-cn" : "en",
    timeZone: element.dataset.zone ?? "local",
    events: element.dataset.calendar,
    initialView: element.dataset.view ?? "timeGridWeek",
    headerToolbar: false,
    firstDay: 1,
    nowIndicator: true,
    ...options,
  });
  calendar.render();
  return calendar;
}

for (const element of document.querySelectorAll("[data-calendar]")) mount(element);
