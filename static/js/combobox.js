// A field and the list that follows what is typed: the arrow keys choose, Enter takes, Esc closes. The focus stays in the field.
"use strict";

const RECENT = 6;
const fieldOf = (element) => element.closest?.("[data-combobox]");
const boxOf = (field) => document.getElementById(field.dataset.combobox);
const optionsOf = (field) => [...boxOf(field).querySelectorAll("[role=option]")];
const activeOf = (field) => boxOf(field).querySelector("[role=option][aria-selected=true]");
// Whether the list answers to what stands in the field, and not to what stood there before.
const isFresh = (field) => boxOf(field).querySelector("[role=listbox]")?.dataset.query === field.value.trim().split(/\s+/).join(" ");
let named = 0;

function activate(field, option) {
  for (const other of optionsOf(field)) other.setAttribute("aria-selected", String(other === option));
  if (!option) return field.removeAttribute("aria-activedescendant");
  option.id ||= `option-${++named}`;
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

// The field says what it is only where this script makes it so.
function announce(field) {
  const list = boxOf(field)?.querySelector("[role=listbox]");
  const says = { role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": String(Boolean(list)) };
  for (const [name, value] of Object.entries(says)) field.setAttribute(name, value);
  if (list) field.setAttribute("aria-controls", list.id);
  else field.removeAttribute("aria-controls");
}

// What the list begins with, where it begins with something: the first film, but not while better ones may be on their way.
function activateFirst(field) {
  const further = boxOf(field).querySelector(".further[hx-get]");
  const first = boxOf(field).querySelector(`[role=option]${further ? ":not(.choice-hand)" : ""}`);
  activate(field, "first" in field.dataset ? first : null);
}

function step(field, by) {
  const options = optionsOf(field);
  const here = options.indexOf(activeOf(field));
  const next = here < 0 && by < 0 ? options.length - 1 : here + by;
  if (options[next]) activate(field, options[next]);
  else if (!("first" in field.dataset)) activate(field, null);
}

// A list that was closed comes back with an arrow key, or a click into the field.
function reopen(field) {
  if (!field.value.trim()) recall(field);
  else if (field.closest("[data-finder]")) htmx.trigger(field, "reopen");
}

function close(field) {
  // What is still on its way would open it again.
  htmx.trigger(field, "htmx:abort");
  boxOf(field)?.replaceChildren();
  announce(field);
  field.removeAttribute("aria-activedescendant");
}

document.addEventListener("keydown", (event) => {
  const field = fieldOf(event.target);
  if (!field || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const active = activeOf(field);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!optionsOf(field).length) reopen(field);
    step(field, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && active && isFresh(field)) {
    event.preventDefault();
    active.click();
  } else if (event.key === "Escape" && field.closest("[data-finder]") && boxOf(field).firstChild) {
    event.preventDefault();
    close(field);
  }
});

document.addEventListener("htmx:after:swap", () => {
  for (const field of document.querySelectorAll("[data-combobox]")) {
    if (!boxOf(field)) continue;
    announce(field);
    // What came later is added below: what was chosen stays chosen.
    if (!activeOf(field)) activateFirst(field);
    count(field);
  }
});

// How many there are, for those who listen; once for each answer.
function count(field) {
  const found = optionsOf(field).filter((option) => !option.matches(".choice-hand")).length;
  // While film databases are being asked, nothing is not the answer yet.
  const open = !found && boxOf(field).querySelector(".further[hx-get]");
  if (open || document.activeElement !== field || field.dataset.counted === `${field.value} ${found}`) return;
  field.dataset.counted = `${field.value} ${found}`;
  if (field.value.trim()) tell(found === 1 ? "1 found." : `${found} found.`);
}

// The list of the header lies over the page, so it goes when one turns to something else.
document.addEventListener("focusout", (event) => {
  const finder = event.target.closest?.("[data-finder]");
  if (finder && event.relatedTarget && !finder.contains(event.relatedTarget)) close(finder.querySelector("[data-combobox]"));
});
document.addEventListener("pointerdown", (event) => {
  for (const finder of document.querySelectorAll("[data-finder]")) {
    if (!finder.contains(event.target)) close(finder.querySelector("[data-combobox]"));
  }
});

document.addEventListener("click", (event) => {
  const field = fieldOf(event.target);
  if (field?.value && !boxOf(field).firstElementChild) reopen(field);
});
// A press on an option leaves the focus where it is, so that it is there again when a dialog that opened is closed.
document.addEventListener("mousedown", (event) => {
  if (event.button === 0 && event.target.closest?.("[role=option]")) event.preventDefault();
});
document.addEventListener("focusin", (event) => {
  const field = fieldOf(event.target);
  if (field && !field.value) recall(field);
});
document.addEventListener("input", (event) => {
  const field = fieldOf(event.target);
  if (field && !field.value.trim() && field.closest("[data-finder]")) recall(field);
});

// What was chosen lately is kept in this browser, for the member who chose it, until they sign out.
const pickKey = (box) => `picks ${box.id} ${document.querySelector(".menu-name span")?.textContent ?? ""}`;

function picksOf(box) {
  try {
    const kept = JSON.parse(localStorage.getItem(pickKey(box)));
    return Array.isArray(kept) ? kept.filter((pick) => typeof pick.href === "string" && pick.href.startsWith("/")) : [];
  } catch {
    return [];
  }
}

document.addEventListener("click", (event) => {
  const option = event.target.closest?.("[role=option]:not(.choice-hand)");
  const box = option?.closest("#choices, #suggestions");
  if (!box) return;
  const words = (part) => option.querySelector(part)?.textContent.trim() ?? "";
  const pick = { href: option.getAttribute("href"), title: words("b"), detail: words(".year"), logs: option.hasAttribute("hx-get") };
  const others = picksOf(box).filter((other) => other.href !== pick.href);
  try {
    localStorage.setItem(pickKey(box), JSON.stringify([pick, ...others].slice(0, RECENT)));
  } catch {
    // A browser that keeps nothing goes without.
  }
});

function recall(field) {
  const box = boxOf(field);
  const picks = box ? picksOf(box) : [];
  if (!picks.length) return field.closest("[data-finder]") && close(field);
  const list = document.createElement("div");
  Object.assign(list, { className: "options", id: `${box.id}-recent` });
  for (const [name, value] of [["role", "listbox"], ["aria-label", "Chosen lately"], ["data-query", ""]]) list.setAttribute(name, value);
  list.append(...picks.map(drawn));
  box.replaceChildren(list);
  htmx.process(list);
  announce(field);
}

function drawn(pick) {
  const option = document.querySelector("#pick").content.firstElementChild.cloneNode(true);
  option.href = pick.href;
  option.querySelector("b").textContent = pick.title;
  option.querySelector(".year").textContent = pick.detail;
  const logs = { "hx-get": pick.href, "hx-target": "#log", "hx-swap": "outerHTML", "data-dialog": "" };
  for (const [name, value] of Object.entries(pick.logs ? logs : {})) option.setAttribute(name, value);
  return option;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[action='/logout']")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("picks ")) localStorage.removeItem(key);
});

for (const field of document.querySelectorAll("[data-combobox]")) announce(field);
