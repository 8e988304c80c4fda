// The bell asks how many notifications are unread: while somebody may look, and no more than once in half a minute.
"use strict";

{
  const EVERY = 30_000;
  let asked = Date.now();
  let timer;

  function look() {
    clearTimeout(timer);
    if (document.hidden || !document.querySelector("#bell")) return;
    const wait = asked + EVERY - Date.now();
    if (wait <= 0) {
      asked = Date.now();
      htmx.trigger(document.querySelector("#bell"), "look");
    }
    timer = setTimeout(look, wait > 0 ? wait : EVERY);
  }

  document.addEventListener("visibilitychange", look);
  let known = Number(document.querySelector("#bell")?.dataset.unread);
  document.addEventListener("htmx:after:swap", () => {
    const unread = Number(document.querySelector("#bell")?.dataset.unread);
    if (unread > known) tell(`You have ${unread} unread ${unread === 1 ? "notification" : "notifications"}.`);
    known = unread;
  });
  look();
}
