// Log a film: the dialog, choosing with the keyboard, rating with a digit.
"use strict";

const dialog = document.querySelector("#dialog");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dialog]") && dialog) openDialog();
  if (event.target.closest("[data-close-dialog]") || event.target === dialog) dialog?.close();
});

function openDialog() {
  if (!dialog.open) dialog.showModal();
}

// On the page of the form itself there is no need for a dialog, and an id may stand only once.
if (dialog && document.querySelectorAll("#log").length > 1) dialog.remove();

dialog?.addEventListener("close", () => {
  const log = document.createElement("div");
  log.id = "log";
  dialog.replaceChildren(log);
});

document.addEventListener("htmx:after:swap", () => {
  for (const button of document.querySelectorAll("dialog [data-close-dialog]")) button.hidden = false;
  const search = document.querySelector("dialog[open] [data-log-search] input[type=search]:not([data-seen])");
  if (search) {
    search.dataset.seen = "yes";
    search.focus();
  }
  const form = document.querySelector("[data-log]:not([data-seen])");
  if (form) {
    form.dataset.seen = "yes";
    const wrong = form.querySelector(".wrong input, .wrong textarea");
    (wrong ?? form.querySelector(".by-hand input") ?? form.querySelector("[data-rating] input:checked")).focus();
  }
  if (waiting && document.querySelector("#choices .choice")) choose();
});

let waiting = false;

function choose() {
  const field = document.querySelector("[data-log-search] input[type=search]");
  const shown = document.querySelector("#choices ul");
  if (shown?.dataset.query !== field?.value.trim()) return;
  waiting = false;
  document.querySelector("#choices .choice").click();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-log-search]")) return;
  // Enter takes the first film; one who types faster than the answer comes gets it when it is there.
  event.preventDefault();
  waiting = true;
  choose();
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("[data-rating]") && "12345".includes(event.key)) rate(event);
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [...document.querySelectorAll("[data-log-search] input[type=search], #choices .choice")];
  const here = stops.indexOf(event.target);
  if (here < 0) return;
  event.preventDefault();
  stops[here + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
});

// A digit gives as many stars; the same digit once more takes half a star away.
function rate(event) {
  const group = event.target.closest("[data-rating]");
  const full = 2 * Number(event.key);
  const now = Number(group.querySelector("input:checked")?.value ?? 0);
  const star = group.querySelector(`input[value="${now === full ? full - 1 : full}"]`);
  star.checked = true;
  star.focus();
}
