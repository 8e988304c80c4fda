// Bringing a file with a drop and a bar, counting what is chosen, the keyboard of the review queue.
"use strict";

// In a block of its own, as the scripts of all pages share their names.
{
  const form = () => document.querySelector("[data-upload]");
  const TOO_LARGE = (most) => `This file is too large: at most ${most >> 20} MB can be imported at once. Bring it in parts.`;
  let sending = null;

  // A file that is dropped anywhere on the page is meant, and must not be opened instead of the page.
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!form() || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      const leaving = kind === "drop" || (kind === "dragleave" && !event.relatedTarget);
      form().classList.toggle("dragging", !leaving);
      if (kind === "drop") dropped([...event.dataTransfer.files]);
    });
  }

  function dropped(files) {
    if (files.length === 1) upload(files[0]);
    else if (files.length) refuse("Bring one file at a time, or put them into one ZIP.");
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-upload] input[type=file]") && event.target.files.length) upload(event.target.files[0]);
    if (event.target.closest("[data-take]")) count(event.target.closest("[data-take]"));
  });

  function upload(file) {
    const own = form();
    const most = Number(own.dataset.upload);
    if (sending) return;
    if (file.size > most) return refuse(TOO_LARGE(most));
    const body = new FormData();
    body.append("csrf_token", own.querySelector("[name=csrf_token]").value);
    body.append("file", file);
    show(own, file);
    sending = new XMLHttpRequest();
    sending.open("POST", own.action);
    sending.setRequestHeader("HX-Request", "true");
    sending.setRequestHeader("HX-Request-Type", "partial");
    sending.upload.addEventListener("progress", (event) => told(own, event));
    sending.addEventListener("load", () => answered(sending));
    sending.addEventListener("error", () => refuse("The file did not arrive. Look whether you are online, then try again."));
    sending.addEventListener("abort", () => refuse(""));
    sending.send(body);
  }

  function show(own, file) {
    own.querySelector(".error")?.remove();
    own.querySelector(".problem")?.remove();
    own.classList.add("sending");
    own.querySelector("[data-upload-name]").textContent = file.name;
    own.querySelector("[data-uploading]").hidden = false;
    own.querySelector("[data-upload-stop]").focus();
    tell(`Uploading ${file.name}.`);
  }

  function told(own, event) {
    if (!event.lengthComputable) return;
    const share = Math.floor((100 * event.loaded) / event.total);
    own.querySelector("progress").value = share;
    own.querySelector("[data-upload-told]").textContent = share < 100 ? `${share} %` : "Almost there…";
  }

  function answered(request) {
    const address = request.getResponseHeader("HX-Redirect");
    if (address) return location.assign(address);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const said = page.querySelector(".error, .problem")?.textContent.trim();
    refuse(said || "The site did not take the file. Try again in a moment.");
  }

  function refuse(sentence) {
    const own = form();
    sending = null;
    own.reset();
    own.classList.remove("sending");
    own.querySelector("[data-uploading]").hidden = true;
    own.querySelector(".problem")?.remove();
    own.querySelector(".error")?.remove();
    own.querySelector("input[type=file]").focus();
    if (!sentence) return;
    const box = document.createElement("p");
    box.className = "problem";
    box.setAttribute("role", "alert");
    box.textContent = sentence;
    own.prepend(box);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-upload-stop]")) sending?.abort();
  });

  // The button says how much it is about.
  function count(own) {
    const total = [...own.querySelectorAll("[data-count]")].reduce((sum, box) => sum + (box.checked ? Number(box.dataset.count) : 0), 0);
    own.querySelector("[data-total]").textContent = `${total.toLocaleString("en")} ${total === 1 ? "viewing" : "viewings"}`;
  }
  for (const own of document.querySelectorAll("[data-take]:has([data-total])")) count(own);

  document.addEventListener("keydown", (event) => {
    const skip = document.querySelector("[data-queue] [data-skip]");
    if (!skip || event.key.toLowerCase() !== "s" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    skip.click();
  });

  // After a step the focus is where the next one is made; where a button went away with its state, at what is said instead.
  let inside = false;
  document.addEventListener("htmx:before:swap", () => {
    inside = Boolean(document.activeElement.closest("#import"));
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (inside && !document.activeElement.closest("#import")) document.querySelector("#import-title")?.focus();
    if (document.querySelector("[data-answer]:not([data-seen])")) choose();
  });

  function choose() {
    const own = document.querySelector("[data-answer]");
    own.dataset.seen = "yes";
    (own.querySelector("input:checked") ?? own.querySelector("h2")).focus();
  }
  if (document.querySelector("[data-answer]")) choose();
}
