// Numbers that follow what is changed in place, and charts that are one stop for the Tab key.
"use strict";

// Whatever was saved, deleted or restored in place may count somewhere on the page.
document.addEventListener("htmx:after:swap", (event) => {
  const ctx = event.detail.ctx;
  if (ctx?.request?.method === "POST" && ctx.response?.status === 200) htmx.trigger(document.body, "diary-changed");
  emptyMonths();
  rove();
});

// A month of which the last entry was deleted has nothing to head any more.
function emptyMonths() {
  for (const head of document.querySelectorAll("#months > .month")) {
    let next = head.nextElementSibling;
    while (next?.hidden) next = next.nextElementSibling;
    head.hidden = !next || next.matches(".month, .page-links");
  }
}

// Within a chart the arrow keys go from link to link. data-roving says how many links a column has, 1 where it is empty.
function rove() {
  for (const chart of document.querySelectorAll("[data-roving]:not([data-roves])")) {
    chart.dataset.roves = "";
    const links = [...chart.querySelectorAll("a")];
    links.forEach((link, number) => { link.tabIndex = number === links.length - 1 ? 0 : -1; });
  }
}

document.addEventListener("keydown", (event) => {
  const chart = event.target.closest?.("[data-roving]");
  if (!chart || event.ctrlKey || event.altKey || event.metaKey) return;
  const links = [...chart.querySelectorAll("a")];
  const column = Number(chart.dataset.roving) || 1;
  const here = links.indexOf(event.target);
  const places = { ArrowLeft: here - column, ArrowRight: here + column, ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: links.length - 1 };
  const next = links[places[event.key]];
  if (!(event.key in places) || here < 0) return;
  event.preventDefault();
  if (!next) return;
  for (const link of links) link.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});

rove();
