// Adds up a budget while it is typed. The server adds up again; this only shows.
//
// Inputs carry data-col="grant"; sums appear in [data-sum="grant"], the sum of a row (a [data-row]
// or tr) in its [data-row-sum], everything in [data-total]; what has one component or category is
// added up in the table of [data-sums-by="component"]. The share of the grant in the columns named
// by data-share-base (their sum: [data-base]) stands in [data-share] and is drawn as
// [data-share-bar]; above data-max-share-bp the budget is marked `over`.

import { language } from "./text.js";

// Cents, or null when it cannot be read in one way (the same rule as core.money.parse_cents).
export function parseCents(text) {
  const named = text.trim().replace(/^(US\$|USD|\$)|(US\$|\$US|USD|\$)$/gi, "");
  const bare = named.trim().replace(/[\s'’]+/g, " ");
  if (bare === "") return 0;
  const found =
    /^(\d{1,13})(?:[.,](\d{2}))?$/.exec(bare) ??
    /^([1-9]\d{0,2}(?:([., ])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d{2}))?$/.exec(bare);
  if (!found) return null;
  const cents = Number(found[1].replace(/\D/g, "")) * 100 + Number(found.at(-1) ?? 0);
  return cents < 1e15 ? cents : null;
}

// As the amounts in the inputs are written by the server: digits in groups of three.
const GAP = language.startsWith("fr") ? "\u202f" : " ";

function shown(cents) {
  const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, GAP);
  return cents % 100 === 0 ? whole : `${whole}.${String(cents % 100).padStart(2, "0")}`;
}

// The share in basis points, as it is shown, and whether it is too much (core.money.share_bp).
export function shareOf(part, whole, most) {
  if (whole <= 0) return { bp: 0, over: false };
  const [a, b, max] = [part, whole, most].map(BigInt);
  const over = max > 0n && a * 10000n > b * max;
  const tenth = ((a * 2000n + b) / (b * 2n)) * 10n;
  const exact = over ? (a * 10000n + b - 1n) / b : (a * 10000n) / b;
  const hides = max > 0n && over !== tenth > max;
  return { bp: Number(hides ? exact : tenth), over };
}

export default function attach(budget) {
  const { maxShareBp, shareBase = "grant cash", textNone } = budget.dataset;
  const all = (selector, root = budget) => [...root.querySelectorAll(selector)];

  function sum(inputs) {
    return inputs.reduce((cents, input) => cents + (parseCents(input.value) ?? 0), 0);
  }

  function write(selector, text) {
    for (const place of all(selector)) place.textContent = text;
  }

  function show() {
    const amounts = all("[data-col]");
    const of = (...names) => sum(amounts.filter((input) => names.includes(input.dataset.col)));
    for (const place of all("[data-sum]")) place.textContent = shown(of(place.dataset.sum));
    for (const place of all("[data-row-sum]")) {
      place.textContent = shown(sum(all("[data-col]", place.closest("[data-row], tr"))));
    }
    write("[data-total]", shown(sum(amounts)));
    const base = of(...shareBase.split(" "));
    write("[data-base]", shown(base));
    const { bp, over } = shareOf(of("grant"), base, Number(maxShareBp));
    write("[data-share]", `${(bp / 100).toLocaleString(language, { maximumFractionDigits: 2 })}\u00a0%`);
    for (const bar of all("[data-share-bar]")) bar.setAttribute("width", bp);
    budget.classList.toggle("over", over);
    for (const place of all("[data-sums-by]")) group(place);
  }

  // The sums of the lines that say the same, in the order in which it is said first.
  function group(place) {
    const sums = new Map();
    for (const line of all("[data-row]")) {
      const written = [...line.querySelectorAll("input, select")];
      if (!written.some((field) => field.value.trim())) continue;
      const field = written.find(({ name }) => name.endsWith(`-${place.dataset.sumsBy}`));
      const text = field.selectedOptions?.[0].text ?? field.value.trim().replace(/\s+/g, " ");
      const words = field.value.trim() ? text : textNone;
      sums.set(words, (sums.get(words) ?? 0) + sum(all("[data-col]", line)));
    }
    const rows = [...sums].map(([words, cents]) => {
      const row = document.createElement("tr");
      row.innerHTML = '<th scope="row" role="rowheader"><bdi></bdi></th><td role="cell" class="num"></td>';
      row.setAttribute("role", "row");
      row.querySelector("bdi").textContent = words;
      row.lastChild.textContent = shown(cents);
      return row;
    });
    place.querySelector("tbody").replaceChildren(...rows);
    place.hidden = rows.length === 0;
  }

  budget.addEventListener("input", ({ target }) => {
    target.ariaInvalid = target.dataset.col && parseCents(target.value) === null ? "true" : null;
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}
