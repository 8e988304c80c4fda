// The settings page that makes embeds: the preview follows, and a color is meant once it is chosen.
"use strict";

for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;

let shown = document.querySelector("#frame");
document.addEventListener("htmx:after:swap", () => {
  const now = document.querySelector("#frame");
  if (now !== shown) tell("The preview and the code are new.");
  shown = now;
});

// Caught on its way down, so that the form is sent with the box ticked.
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-embedding] [name=accent]")) event.target.form.elements.own.checked = true;
}, true);
