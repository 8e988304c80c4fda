// Log a film: the dialog, choosing with the keyboard, rating with a digit.
"use strict";

// Asked for each time, because going back replaces the page.
const dialog = () => document.querySelector("#dialog");
showCloseButtons();
// The search as it came with the page, so that it opens at once and is fresh each time.
const fresh = dialog()?.querySelector("#log").cloneNode(true);
// Enter was pressed before the films had come.
let waiting = false;

document.addEventListener("click", (event) => {
  const box = dialog();
  const opener = event.target.closest("[data-dialog]");
  if (!box) return;
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openDialog(box);
    if (!opener.hasAttribute("hx-get")) box.querySelector("input[type=search]")?.focus();
  }
  const leave = event.target === box && mayClose(box.querySelector("[data-log]"));
  if (leave || event.target.closest("[data-close-dialog]")) box.close();
});

function openDialog(box) {
  if (box.open) return;
  box.showModal();
  bringToasts(box);
}

// A search that stands on a page goes on in the dialog.
document.addEventListener("submit", (event) => {
  const box = dialog();
  if (!box || !event.target.matches("[data-quick-log]")) return;
  event.preventDefault();
  openDialog(box);
  const search = box.querySelector("[data-log-search] input[type=search]");
  search.value = event.target.querySelector("input[type=search]").value;
  search.focus();
  search.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("cancel", (event) => {
  if (event.target === dialog() && !mayClose(event.target.querySelector("[data-log]"))) event.preventDefault();
}, true);

// The event does not bubble, so it is caught on its way down.
document.addEventListener("close", (event) => {
  if (event.target !== dialog()) return;
  waiting = false;
  bringToasts(document.body);
  event.target.querySelector("#log").replaceWith(fresh.cloneNode(true));
  htmx.process(event.target);
}, true);

document.addEventListener("htmx:after:swap", () => {
  showCloseButtons();
  const search = document.querySelector("dialog[open] [data-log-search] input[type=search]");
  if (search && !document.activeElement.closest("[data-log-search], .choices")) search.focus();
  focusForm(document.querySelector("[data-log]:not([data-seen])"));
  if (waiting) choose();
});

function showCloseButtons() {
  for (const button of document.querySelectorAll("dialog [data-close-dialog]")) button.hidden = false;
}

// Enter takes the first film; one who types faster than the answer comes gets it when it is there.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-log-search]")) return;
  event.preventDefault();
  waiting = event.target.querySelector("input[type=search]").value.trim() !== "";
  if (waiting) choose();
});

function choose() {
  const field = document.querySelector("dialog[open] [data-log-search] [data-combobox], main [data-log-search] [data-combobox]");
  if (!field || !isFresh(field)) return;
  const option = activeOf(field);
  // Films from elsewhere are still being looked for: adding by hand is not what was meant.
  if (!option) return;
  waiting = false;
  option.click();
}

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-log-search]")) waiting = false;
});

document.addEventListener("keydown", (event) => {
  // A field for searching would take Esc for itself and only be emptied.
  if (event.key === "Escape" && event.target.closest("dialog [data-log-search]")) {
    event.preventDefault();
    dialog().close();
  }
  if (event.target.closest("[data-rating]") && "12345".includes(event.key)) rate(event);
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

// Coming back to a form that was sent, it is the same one: sending it again then logs nothing twice.
const key = document.querySelector("main [data-log] [name=key]");
if (key && history.state?.key) key.value = history.state.key;
else if (key) history.replaceState({ ...history.state, key: key.value }, "");
