// Sharing: the system's own way where there is one; else the link, to be copied, under the picture others will see.
"use strict";

// Milliseconds between the questions whether the picture is drawn.
const PAUSES = [0, 600, 1200, 2500, 5000];

document.addEventListener("click", (event) => {
  const box = event.target.closest("summary")?.closest("[data-share]:not([open])");
  if (box && navigator.share) share(event, box);
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

// The event does not bubble, so it is caught on its way down.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches("[data-share][open]")) return;
  event.target.querySelector("[data-copy]").hidden = false;
  showCard(event.target.querySelector("[data-card]"));
}, true);

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-share] input")) event.target.select();
});

async function share(event, box) {
  event.preventDefault();
  // Whoever gets the link has the picture asked for within seconds.
  isDrawn(box.querySelector("[data-card]").src);
  try {
    await navigator.share({ title: box.dataset.share, url: box.querySelector("input").value });
  } catch (problem) {
    // Changing one's mind is no failure.
    if (problem.name !== "AbortError") box.open = true;
  }
}

async function copy(button) {
  const field = button.closest("[data-share]").querySelector("input");
  if (await copied(field)) {
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy link"; }, 3000);
    tell("The link is copied.");
  } else {
    field.focus();
    tell("Your browser does not let this site copy. The link is selected, so copy it yourself.");
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

// A plain picture stands there until the right one is drawn; then that comes under an address no browser has kept.
async function showCard(picture) {
  if (picture.dataset.asked) return;
  picture.dataset.asked = "yes";
  const address = picture.getAttribute("src");
  for (const pause of PAUSES) {
    await new Promise((resolve) => { setTimeout(resolve, pause); });
    if (!await isDrawn(address)) continue;
    picture.src = `${address}${address.includes("?") ? "&" : "?"}drawn`;
    return;
  }
  delete picture.dataset.asked;
}

async function isDrawn(address) {
  const answer = await fetch(address, { method: "HEAD" }).catch(() => null);
  return Boolean(answer?.ok) && answer.headers.get("Cache-Control") !== "no-store";
}
