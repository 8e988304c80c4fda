// Messages that go by themselves after eight seconds, unless somebody is looking at them.
"use strict";

const LIFE = 8000;

function live(toast) {
  toast.dataset.live = "yes";
  toast.querySelector("[data-toast-close]").hidden = false;
  let timer = setTimeout(() => toast.remove(), LIFE);
  const stay = () => clearTimeout(timer);
  const go = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), LIFE);
  };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", go);
}

const liveAll = () => document.querySelectorAll("[data-toast]:not([data-live])").forEach(live);

document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove());
document.addEventListener("htmx:after:swap", (event) => {
  liveAll();
  // The message that was undone has nothing more to say.
  event.detail?.ctx?.sourceElement?.closest?.("[data-toast]")?.remove();
});
liveAll();
