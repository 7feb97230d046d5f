// Keeps a message on this device while it is written, until it stands among those that were sent.
// It is offered back after a lost connection, a session that ended, or a closed page.

import { fill, language } from "./text.js";

// Letters and digits alone: what was sent is shown with its lists and line breaks drawn.
const bare = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");

function guarded(act) {
  try {
    return act();
  } catch {
    return null; // storage is full or forbidden: there is no copy, and everything else works
  }
}

export default function attach(place) {
  const says = place.dataset;
  const form = place.querySelector("form");
  const text = form.querySelector("textarea");
  const files = form.querySelector("input[type=file]");
  const alert = place.querySelector("[data-keep-alert]");
  const key = `message:${says.keep}`;
  const kept = guarded(() => JSON.parse(localStorage.getItem(key)));
  const drop = () => guarded(() => localStorage.removeItem(key));

  text.addEventListener("input", () => {
    alert.replaceChildren();
    if (!text.value.trim()) drop();
    else guarded(() => localStorage.setItem(key, JSON.stringify({ text: text.value, at: Date.now() })));
  });

  function made(textContent, onclick) {
    return Object.assign(document.createElement("button"), {
      type: "button",
      className: "btn quiet small",
      textContent,
      onclick,
    });
  }

  const own = [...document.querySelectorAll("[data-own] .said")].map((said) => bare(said.textContent));
  if (!kept || own.includes(bare(kept.text))) drop();
  else if (kept.text.trim() !== text.value.trim() && !text.value) {
    const time = new Date(kept.at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    alert.append(
      fill(says.textRestore, { time }),
      made(says.textRestoreButton, () => {
        text.value = kept.text;
        text.dispatchEvent(new Event("input", { bubbles: true }));
        text.focus();
      }),
      made(says.textDiscardButton, () => {
        drop();
        alert.replaceChildren();
      }),
    );
  }

  // More than the server reads would be lost on the way: said before it is sent.
  form.addEventListener("submit", (event) => {
    const bytes = [...files.files].reduce((sum, file) => sum + file.size, 0);
    if (bytes <= Number(says.together)) return;
    event.preventDefault();
    const size = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1048576);
    alert.replaceChildren(fill(says.textTogether, { size: `${size} MB` }));
    alert.scrollIntoView({ block: "center" });
  });
}
