// What the pages do beyond what their markup says: the keyboard, editing in place, the theme, small courtesies.
"use strict";

const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form");
  if (event.key === "Escape") {
    closeMenus();
    const cancel = form?.querySelector("[data-cancel]");
    if (cancel && mayClose(form)) cancel.click();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    form?.requestSubmit();
  } else if (event.key === "l" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    const button = document.querySelector("[data-dialog]:not([hx-get])");
    if (!button || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    button.click();
  } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    search();
  }
});

// To the search of the header, or to that of its own page where the header has no room for one.
function search() {
  const field = document.querySelector("#search-q") ?? document.querySelector("[data-finder] input");
  if (!field?.checkVisibility()) return location.assign("/search");
  field.focus();
  field.select();
}

// Words that were typed are not thrown away by a slip of the finger.
function mayClose(form) {
  const words = form?.querySelectorAll("textarea, input[type=text]") ?? [];
  // What was refused stands in the form, but nowhere else.
  const refused = form?.querySelector(".problem, .error");
  const changed = [...words].some((field) => field.value.trim() !== (refused ? "" : field.defaultValue.trim()));
  return !changed || confirm("Close without saving what you wrote?");
}

// A form that is sent the ordinary way is sent once; coming back with Back makes it usable again.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// After a swap the eye is where the form opened, at what is wrong in it, or at the row it became.
let edited = "";
document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  edited = source.closest("[data-edit]")?.id ?? "";
  const links = source.closest(".page-links");
  if (links) links.previousElementSibling?.setAttribute("data-last", "");
});
document.addEventListener("htmx:after:swap", () => {
  focusForm(document.querySelector("[data-edit]:not([data-seen])"));
  // The row a form became, and the first of the entries that were loaded, go on where the focus was.
  const row = edited && document.getElementById(edited);
  if (row && !row.matches("form")) {
    row.querySelector(".entry-actions a")?.focus({ preventScroll: true });
    if (row.matches(".saved")) tell("Saved.");
  }
  const last = document.querySelector("[data-last]");
  if (last) loaded(last);
  edited = "";
  // Going back replaces the whole page.
  showThemes();
  showPosters();
});

// More entries came in after this one: a month that goes on needs no second heading.
function loaded(last) {
  last.removeAttribute("data-last");
  const months = [...document.querySelectorAll(".month")];
  const next = last.nextElementSibling;
  const before = months[months.indexOf(next) - 1];
  const entry = next?.matches(".month") ? next.nextElementSibling : next;
  entry?.querySelector("a:not([tabindex])")?.focus({ preventScroll: true });
  if (before && before.textContent === next.textContent) next.remove();
}

// Focus the first wrong field of a form that has just come, or what is missing in it, or else its rating.
function focusForm(form) {
  if (!form) return;
  form.dataset.seen = "yes";
  const wrong = form.querySelector("[aria-invalid]") ?? form.querySelector("fieldset[aria-describedby] input:checked");
  const missing = [...form.querySelectorAll(".by-hand input[required]")].find((field) => !field.value);
  const rating = form.querySelector("[data-rating] input:checked");
  (wrong ?? missing ?? rating)?.focus({ preventScroll: !wrong });
  // A low row grows out of the window. What was wrong was scrolled to already.
  if (!wrong && form.matches("[data-edit]")) form.scrollIntoView({ block: "nearest" });
}

// Say something to those who listen. The same words once more are news again.
function tell(sentence) {
  const said = document.querySelector("#said");
  said.textContent = "";
  setTimeout(() => { said.textContent = sentence; }, 100);
}

// A picture that has yet to come fades in over its color.
function showPosters() {
  for (const picture of document.querySelectorAll(".poster img:not(.waiting, .here)")) {
    if (picture.complete) continue;
    picture.classList.add("waiting");
    const show = () => picture.classList.replace("waiting", "here");
    picture.addEventListener("load", show, { once: true });
    picture.addEventListener("error", () => picture.remove(), { once: true });
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-themes]")) switchTheme(event.target.value);
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (except && menu.contains(except)) continue;
    if (!except && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

function showThemes() {
  for (const themes of document.querySelectorAll("[data-themes]")) themes.hidden = false;
}

// Auto is what the system has, and needs no cookie.
function switchTheme(theme) {
  const chosen = theme === "auto" ? "" : theme;
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  document.querySelector("meta[name=color-scheme]").content = chosen || "light dark";
  document.cookie = `theme=${chosen}; path=/; max-age=${chosen ? 31536000 : 0}; SameSite=Lax`;
}

showThemes();
showPosters();
for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}
