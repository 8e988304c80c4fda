// What helps where there is no connection: a note instead of the browser's own, and forms that keep what was typed.
"use strict";

// Only by https and on this machine; where it is refused, the site works as ever.
navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" }).catch(() => {});

// Sent without a connection, a page would be left for nothing. What htmx sends stays where it is by itself.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (navigator.onLine || event.defaultPrevented || form.method !== "post" || form.dataset.reachable) return;
  event.preventDefault();
  sendIfReachable(form, event.submitter);
});

// Without a network, a site on this very machine answers all the same.
async function sendIfReachable(form, button) {
  if (await isReachable()) {
    form.dataset.reachable = "yes";
    form.requestSubmit(button);
    delete form.dataset.reachable;
  } else {
    say("There is no connection. Nothing was sent, and what you wrote is still here.");
  }
}

async function isReachable() {
  const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store" }).catch(() => null);
  return Boolean(answer?.ok);
}

// The note is the same for everyone, so it learns only here which theme was chosen, and it goes when it is no longer true.
if (document.querySelector("[data-offline]")) {
  const theme = /(?:^|; )theme=(dark|light)/.exec(document.cookie)?.[1];
  if (theme) document.documentElement.dataset.theme = document.querySelector("meta[name=color-scheme]").content = theme;
  // A connection that comes back may go again at once.
  addEventListener("online", () => setTimeout(() => navigator.onLine && location.reload(), 500));
  // And of a site that was away, the browser hears nothing.
  setInterval(async () => {
    if (document.visibilityState === "visible" && await isReachable()) location.reload();
  }, 10_000);
}
