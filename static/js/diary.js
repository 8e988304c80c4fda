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
  }
});

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
  if (row && !row.matches("form")) row.querySelector(".entry-actions a")?.focus({ preventScroll: true });
  const last = document.querySelector("[data-last]");
  if (last) loaded(last);
  edited = "";
  // Going back replaces the whole page.
  nameTheme();
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

// Focus the first wrong field of a form that has just come, or else its rating.
function focusForm(form) {
  if (!form) return;
  form.dataset.seen = "yes";
  const wrong = form.querySelector("[aria-invalid]") ?? form.querySelector("fieldset[aria-describedby] input:checked");
  const rating = form.querySelector("[data-rating] input:checked");
  (wrong ?? form.querySelector(".by-hand input") ?? rating)?.focus({ preventScroll: !wrong });
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
  if (event.target.closest("[data-theme-switch]")) switchTheme();
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (except && menu.contains(except)) continue;
    if (!except && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

const dark = () => {
  const said = document.documentElement.dataset.theme;
  return said ? said === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

function nameTheme() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.querySelector("[data-theme-name]").textContent = dark() ? "Light theme" : "Dark theme";
  }
}

function switchTheme() {
  const theme = dark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  document.querySelector("meta[name=color-scheme]").content = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; SameSite=Lax`;
  nameTheme();
}

nameTheme();
showPosters();
for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}
