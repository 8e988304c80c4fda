// The settings page that makes embeds: copying the code, and a color that is meant once it is chosen.
"use strict";

showCopyButton();
for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;

document.addEventListener("htmx:after:swap", () => {
  if (!document.querySelector("[data-copy]")?.hidden) return;
  showCopyButton();
  tell("The preview and the code are new.");
});

function showCopyButton() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

// Caught on its way down, so that the form is sent with the box ticked.
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-embedding] [name=accent]")) event.target.form.elements.own.checked = true;
}, true);

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Browsers have no clipboard for sites without https; what is selected can still be copied.
    if (!document.execCommand("copy")) return tell("Your browser does not let us copy. The code is selected: press Ctrl+C.");
  }
  button.textContent = "Copied";
  tell("The code is copied.");
});
