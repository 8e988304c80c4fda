// Buttons that copy a text from the page.
"use strict";

function showCopyButtons(root) {
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
}

async function copyFrom(button) {
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
    say("Copied.");
  } catch {
    // Browsers keep the clipboard from sites without https: then it is selected, and the keyboard does the rest.
    field.focus();
    field.select();
    say("Selected. Copy it with Ctrl+C, or ⌘C on a Mac.");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copyFrom(button);
});
document.addEventListener("focusin", (event) => event.target.matches(".copy input[readonly]") && event.target.select());
document.addEventListener("htmx:after:swap", () => showCopyButtons(document));
showCopyButtons(document);
