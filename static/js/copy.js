// Buttons that copy a text from the page: what stands in the field whose id they name.
"use strict";

// Milliseconds for which a button says that it has copied.
const COPIED = 3000;

function showCopyButtons() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

async function copyFrom(button) {
  const field = document.getElementById(button.dataset.copy);
  if (await copied(field)) {
    const before = [...button.childNodes];
    button.textContent = "Copied";
    setTimeout(() => button.replaceChildren(...before), COPIED);
    tell("It is copied.");
  } else {
    field.focus();
    field.select();
    say("Your browser does not let this site copy. The text is selected: copy it with Ctrl+C, or ⌘C on a Mac.");
  }
}

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without https there is no such thing, but there is the old way.
    field.select();
    return document.execCommand("copy");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button && button.textContent !== "Copied") copyFrom(button);
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".copy input[readonly], [data-share] input")) event.target.select();
});
document.addEventListener("htmx:after:swap", showCopyButtons);
showCopyButtons();
