// Likes and comments: what their markup alone cannot say.
"use strict";

// In a block of its own, as the scripts of all pages share their names.
{
  // The second click of a double click would take back what the first one did.
  document.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest(".reactions button")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    const dismissed = event.target.closest("[data-dismiss]");
    if (dismissed && document.getElementById(dismissed.dataset.dismiss)) {
      event.preventDefault();
      dismissed.closest("form").remove();
      document.getElementById(dismissed.dataset.dismiss).querySelector(".comment-actions a")?.focus();
    }
  }, true);

  // How many characters are left, counted as the site counts them.
  function count(field) {
    const left = field.dataset.most - [...field.value.trim()].length;
    const place = field.closest(".field")?.querySelector("[data-left]");
    if (!place) return;
    place.textContent = left < 0 ? `${(-left).toLocaleString("en")} too many` : `${left.toLocaleString("en")} left`;
    place.classList.toggle("error", left < 0);
    // Those who listen hear it when it matters, and not with every letter.
    if (left < 0 !== (field.dataset.over === "yes")) tell(left < 0 ? "The comment is too long." : "The comment fits again.");
    field.dataset.over = left < 0 ? "yes" : "no";
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-most]")) count(event.target);
  });

  // A form that went leaves the focus to what came in its place; one answer may be swapped in several steps.
  let asked = null;
  let news = null;
  document.addEventListener("htmx:before:request", (event) => {
    asked = event.detail.ctx.sourceElement.closest("[data-talk]");
  });
  document.addEventListener("htmx:after:swap", () => {
    document.querySelectorAll("[data-most]").forEach((field) => field.value && count(field));
    const said = document.querySelector("[data-told]");
    if (said) {
      news = said;
      tell(said.dataset.told);
      said.removeAttribute("data-told");
    }
    if (!asked || asked.isConnected || document.activeElement !== document.body) return;
    const row = document.getElementById(asked.id.replace(/^(editing|deleting)-/, "comment-")) ?? news;
    (row?.querySelector(".comment-actions a") ?? row ?? document.querySelector("#comments"))?.focus({ preventScroll: true });
  });
}
