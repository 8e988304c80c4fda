// Bringing a file with a drop and a bar, counting what is chosen, the keyboard of the review queue.
"use strict";

// In a block of its own, as the scripts of all pages share their names.
{
  const form = () => document.querySelector("[data-upload]");
  const TOO_LARGE = (most) => `This file is larger than ${most >> 20} MB. Split it, and bring the parts one after the other.`;
  const BROKEN = "The connection broke before your file had arrived. It is still chosen: try again when you are online.";
  const STALLED = "Your file got no further for a while, so sending it was stopped. It is still chosen: try again.";
  const UNTAKEN = "The site did not take the file. It is still chosen: try again in a moment.";
  let sending = null;
  // The file that is meant, wherever it came from, and the clock that stops a sending which gets no further.
  let chosen = null;
  let patience = 0;

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
    if (files.length === 1) {
      const dropped = new DataTransfer();
      dropped.items.add(files[0]);
      form().querySelector("input[type=file]").files = dropped.files;
      upload(files[0]);
    } else if (files.length) refuse("Bring one file at a time, or put them into one ZIP.");
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
    chosen = file;
    const body = new FormData();
    // With the key of the form, by which the site knows a file that did arrive although nobody heard so.
    for (const name of ["csrf_token", "key"]) body.append(name, own.querySelector(`[name=${name}]`).value);
    body.append("file", file);
    show(own, file);
    const request = (sending = new XMLHttpRequest());
    request.open("POST", own.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("HX-Request-Type", "partial");
    request.upload.addEventListener("progress", (event) => told(own, event));
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => keep(BROKEN));
    // Stopped by whoever sends it; what was stopped for want of progress is over already.
    request.addEventListener("abort", () => sending === request && refuse(""));
    wait(own);
    request.send(body);
  }

  // Begins anew with each bit that gets through.
  function wait(own) {
    clearTimeout(patience);
    patience = setTimeout(stall, 1000 * Number(own.dataset.uploadPatience));
  }

  function stall() {
    const stalled = sending;
    keep(STALLED);
    stalled?.abort();
  }

  function show(own, file) {
    clear(own);
    own.classList.add("sending");
    for (const name of own.querySelectorAll("[data-upload-name]")) name.textContent = file.name;
    own.querySelector("[data-uploading]").hidden = false;
    own.querySelector("[data-upload-stop]").focus();
    tell(`Uploading ${file.name}.`);
  }

  function told(own, event) {
    wait(own);
    if (!event.lengthComputable) return;
    const share = Math.floor((100 * event.loaded) / event.total);
    own.querySelector("progress").value = share;
    own.querySelector("[data-upload-told]").textContent = share < 100 ? `${share} %` : "Almost there…";
  }

  function answered(request) {
    const address = request.getResponseHeader("HX-Redirect");
    if (address) return location.assign(address);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const wrong = page.querySelector(".error")?.textContent.trim();
    if (wrong) return refuse(wrong);
    // Whatever else was wrong may be right the next time, such as a token that ran out: the answer brings another.
    const token = page.querySelector("#upload [name=csrf_token]")?.value;
    if (token) form().querySelector("[name=csrf_token]").value = token;
    keep(page.querySelector(".problem, [data-toast] p")?.textContent.trim() || UNTAKEN);
  }

  // This file is not to be brought: another one is chosen, or none.
  function refuse(sentence) {
    const own = form();
    chosen = null;
    own.reset();
    over(own, sentence);
    own.querySelector("input[type=file]").focus();
  }

  // The file stays chosen, and is sent again at a press.
  function keep(sentence) {
    const own = form();
    over(own, sentence);
    own.querySelector("[data-upload-again]").hidden = false;
    own.querySelector("[data-upload-retry]").focus();
  }

  function over(own, sentence) {
    clearTimeout(patience);
    sending = null;
    own.classList.remove("sending");
    own.querySelector("[data-uploading]").hidden = true;
    clear(own);
    if (!sentence) return;
    const box = document.createElement("p");
    box.className = "problem";
    box.setAttribute("role", "alert");
    box.textContent = sentence;
    own.prepend(box);
  }

  function clear(own) {
    own.querySelector("[data-upload-again]").hidden = true;
    own.querySelector("progress").value = 0;
    own.querySelector("[data-upload-told]").textContent = "";
    for (const said of own.querySelectorAll(".problem, .error")) said.remove();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-upload-stop]")) sending?.abort();
    if (event.target.closest("[data-upload-retry]") && chosen) upload(chosen);
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
