// Words left, while typing. The same rule as on the server: len(text.split()).

import { fill, language } from "./text.js";

// A word is a run of what Python does not call white space (JavaScript's \s is another set).
const WORD = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

export function countWords(text) {
  return text.match(WORD)?.length ?? 0;
}

export default function attach(input) {
  const note = document.getElementById(`${input.id}-count`);
  if (!note) return;
  const top = Number(input.dataset.words);
  const { textLeft, textOneLeft, textOver, textOneOver } = input.dataset;

  // Read out only when the writer pauses, and only near or over the limit.
  const aloud = document.createElement("span");
  aloud.className = "vh";
  aloud.setAttribute("role", "status");
  note.after(aloud);
  let pause;

  function show() {
    const left = top - countWords(input.value);
    const n = Math.abs(left);
    const sentence = left < 0 ? (n === 1 ? textOneOver : textOver) : n === 1 ? textOneLeft : textLeft;
    note.textContent = fill(sentence, {
      n: n.toLocaleString(language),
      top: top.toLocaleString(language),
    });
    note.classList.toggle("over", left < 0);
    clearTimeout(pause);
    if (left < top / 10) pause = setTimeout(() => (aloud.textContent = note.textContent), 1500);
  }

  input.addEventListener("input", show);
  window.addEventListener("pageshow", show);
  show();
}
