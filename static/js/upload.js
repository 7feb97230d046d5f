// Says what was chosen before it is sent, and how far the sending is.

import { fill, language } from "./text.js";

function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 3);
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[step],
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}

// Does the input's accept list (".pdf,image/*") take this file? The server looks inside as well.
function accepted(file, list) {
  if (!list) return true;
  const name = file.name.toLowerCase();
  return list
    .toLowerCase()
    .split(",")
    .map((entry) => entry.trim())
    .some((entry) =>
      entry.startsWith(".") ? name.endsWith(entry) : file.type.startsWith(entry.replace("*", "")),
    );
}

function describeChoice(input) {
  const note = document.getElementById(`${input.id}-count`);
  if (!note) return;
  input.addEventListener("change", () => {
    const says = input.dataset;
    const lines = [...input.files].map((file) => {
      const large = says.maxBytes && file.size > Number(says.maxBytes);
      const wrong = !accepted(file, input.accept);
      const sentence = large ? says.textLarge : wrong ? says.textKind : says.textSize;
      return { bad: large || wrong, text: fill(sentence, { name: file.name, size: size(file.size) }) };
    });
    note.setAttribute("role", "status");
    note.classList.toggle("over", lines.some((line) => line.bad));
    note.textContent = lines.map((line) => line.text).join(" ");
  });
}

// Send by XMLHttpRequest for its progress, then show the page that came back as if it had been
// asked for in the ordinary way (its messages are shown once, so it is not asked for again).
function sendWithProgress(form, enhance) {
  form.addEventListener("submit", (event) => {
    const hasFile = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (event.defaultPrevented || !hasFile) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    const { submitter } = event;
    const data = new FormData(form, submitter);
    const bar = document.createElement("progress");
    bar.max = 100;
    const text = document.createElement("p");
    text.setAttribute("role", "status");
    const box = document.createElement("div");
    box.className = "meter";
    box.append(text, bar);
    (submitter?.closest(".actions") ?? form).before(box);
    submitter?.setAttribute("aria-busy", "true");

    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.upload.addEventListener("progress", (step) => {
      const percent = Math.round((step.loaded / step.total) * 100);
      bar.value = percent;
      if (percent % 25 === 0 || !text.textContent) text.textContent = fill(form.dataset.textSending, { percent });
    });
    request.addEventListener("load", () => {
      if (request.response?.body) showPage(request.response, request.responseURL, enhance);
      else failed();
    });
    request.addEventListener("error", failed);

    function failed() {
      bar.remove();
      text.className = "error";
      text.textContent = form.dataset.textBroken;
      submitter?.removeAttribute("aria-busy");
      delete form.dataset.sent;
    }
    request.send(data);
  });
}

function showPage(page, url, enhance) {
  if (url && url !== location.href) {
    history.pushState(null, "", url);
    window.addEventListener("popstate", () => location.reload());
  }
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  window.scrollTo(0, 0);
  (document.querySelector("[data-error-summary]") ?? document.querySelector("main"))?.focus();
  enhance(document);
}

export default function attach(element, enhance) {
  if (element.tagName === "FORM") sendWithProgress(element, enhance);
  else describeChoice(element);
}
