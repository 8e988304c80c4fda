// Messages that go by themselves after eight seconds, unless somebody is looking at them.
"use strict";

const LIFE = 8000;
const toastBox = () => document.querySelector("#toasts");

function live(toast) {
  toast.dataset.live = "yes";
  toast.querySelector("[data-toast-close]").hidden = false;
  let timer;
  const stay = () => clearTimeout(timer);
  const go = () => {
    stay();
    timer = setTimeout(() => closeToast(toast), LIFE);
  };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", go);
  // The focus that was put here after a click does not mean that somebody looks.
  toast.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && stay());
  toast.addEventListener("focusout", go);
  go();
  // Whatever this is about is gone, and the focus with it: the way back is nearest.
  const undo = toast.querySelector("form[hx-target] .toast-undo");
  if (undo && document.activeElement === document.body) undo.focus({ preventScroll: true });
}

const liveAll = () => document.querySelectorAll("[data-toast]:not([data-live])").forEach(live);

// A message goes. The focus that was in it goes on at the entry that stands where the deleted one stood.
function closeToast(toast) {
  const focused = toast.contains(document.activeElement);
  const gone = document.querySelector(toast.querySelector("form[hx-target]")?.getAttribute("hx-target") ?? "#none");
  toast.remove();
  if (focused && gone) (nearestRow(gone)?.querySelector("a:not([tabindex])") ?? document.querySelector("main")).focus({ preventScroll: true });
}

function nearestRow(gone) {
  const rows = [...document.querySelectorAll("article.entry")];
  const after = (row) => gone.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
  return rows.find(after) ?? rows.at(-1);
}

// While a dialog is open, everything outside it lies behind it, and can neither be pressed nor heard.
function bringToasts(home) {
  if (toastBox().parentElement !== home) home.append(toastBox());
}

// A message this script has to say itself, made from the one that waits in the page.
function say(sentence) {
  if ([...document.querySelectorAll("#toasts p")].some((shown) => shown.textContent === sentence)) return;
  const toast = document.querySelector("#toast").content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = sentence;
  toastBox().append(toast);
  live(toast);
}

document.addEventListener("click", (event) => {
  const toast = event.target.closest("[data-toast-close]")?.closest("[data-toast]");
  if (toast) closeToast(toast);
});
document.addEventListener("htmx:after:swap", (event) => {
  liveAll();
  // The message that was undone has nothing more to say; what came back goes on where the focus was.
  const { response, sourceElement } = event.detail.ctx;
  const toast = response?.raw.ok && sourceElement.closest("[data-toast]");
  if (!toast) return;
  const back = document.querySelector(sourceElement.getAttribute("hx-target"));
  toast.remove();
  back?.querySelector(".entry-actions a")?.focus({ preventScroll: true });
  tell("The entry is back in your diary.");
});
// The bell asks by itself, so nobody waits for an answer.
document.addEventListener("htmx:error", (event) => event.detail?.ctx?.sourceElement?.id === "bell" || say("The site cannot be reached. Nothing was sent; try again in a moment."));
liveAll();
