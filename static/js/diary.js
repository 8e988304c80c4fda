// What the pages do beyond what their markup says: the keyboard, editing in place, the theme, small courtesies.
"use strict";

const typing = (element) => element.closest("input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-edit]");
  if (event.key === "Escape" && form) {
    form.querySelector("[data-cancel]").click();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest("form")?.requestSubmit();
  } else if (event.key === "l" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    const button = document.querySelector("[data-dialog]");
    if (button && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      button.click();
    }
  }
});

// A form that is sent the ordinary way is sent once; coming back to the page with Back makes it usable again.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// After a swap the eye is at the form that opened, or at the row that was saved.
document.addEventListener("htmx:after:swap", () => {
  const form = document.querySelector("[data-edit]:not([data-seen])");
  if (!form) return;
  form.dataset.seen = "yes";
  const wrong = form.querySelector(".wrong input, .wrong textarea");
  (wrong ?? form.querySelector("[data-rating] input:checked"))?.focus({ preventScroll: !wrong });
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-theme-switch]")) switchTheme();
});

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; SameSite=Lax`;
}

for (const button of document.querySelectorAll("[data-theme-switch]")) button.hidden = false;
for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}
