// Messages that go by themselves after eight seconds, unless somebody is looking at them.
"use strict";

const LIFE = 8000;

function live(toast) {
  toast.dataset.live = "yes";
  toast.querySelector("[data-toast-close]").hidden = false;
  let timer;
  const stay = () => clearTimeout(timer);
  const go = () => {
    stay();
    timer = setTimeout(() => toast.remove(), LIFE);
  };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", go);
  go();
}

const liveAll = () => document.querySelectorAll("[data-toast]:not([data-live])").forEach(live);

// A message this script has to say itself, made from the one that waits in the page.
function say(sentence) {
  if ([...document.querySelectorAll("#toasts p")].some((shown) => shown.textContent === sentence)) return;
  const toast = document.querySelector("#toast").content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = sentence;
  document.querySelector("#toasts").append(toast);
  live(toast);
}

document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove());
document.addEventListener("htmx:after:swap", (event) => {
  liveAll();
  // The message that was undone has nothing more to say.
  const { response, sourceElement } = event.detail.ctx;
  if (response?.raw.ok) sourceElement.closest("[data-toast]")?.remove();
});
document.addEventListener("htmx:error", () => say("The site cannot be reached. Nothing was sent; try again in a moment."));
liveAll();
