// Sharing: the system's own way where there is one; else the link, to be copied, under the picture others will see.
"use strict";

// Milliseconds between the questions whether the picture is drawn.
const PAUSES = [0, 600, 1200, 2500, 5000];

document.addEventListener("click", (event) => {
  const box = event.target.closest("summary")?.closest("[data-share]:not([open])");
  if (box && navigator.share) share(event, box);
});

// The event does not bubble, so it is caught on its way down.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches("[data-share][open]")) return;
  showCard(event.target.querySelector("[data-card]"));
}, true);

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
