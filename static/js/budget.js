// Adds up a budget while it is typed. The server adds up again; this only shows.
//
// Inputs carry data-col="grant"; sums appear in [data-sum="grant"], the sum of a row (a [data-row]
// or tr) in its [data-row-sum], everything in [data-total]. The share of the grant in
// the columns named by data-share-base (their sum: [data-base]) stands in [data-share] and is drawn as
// [data-share-bar]; above data-max-share-bp the budget is marked `over`.

import { language } from "./text.js";

// Cents, or null when it cannot be read in one way (the same rule as core.money.parse_cents).
export function parseCents(text) {
  const bare = text.replace(/[\s']/g, "").replace(/^(US\$|USD|\$)|(US\$|USD|\$)$/i, "");
  if (bare === "") return 0;
  if (/^\d{1,13}$/.test(bare)) return Number(bare) * 100;
  let found = /^(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d{2}))?$/.exec(bare);
  if (found) return Number(found[1].replace(/[.,]/g, "")) * 100 + Number(found[3] ?? 0);
  found = /^(\d{1,13})[.,](\d{2})$/.exec(bare);
  return found ? Number(found[1]) * 100 + Number(found[2]) : null;
}

// As the amounts in the inputs are written by the server: digits in groups of three.
function shown(cents) {
  const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  return cents % 100 === 0 ? whole : `${whole}.${String(cents % 100).padStart(2, "0")}`;
}

export default function attach(budget) {
  const { maxShareBp, shareBase = "grant cash" } = budget.dataset;
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
    const grant = of("grant");
    const bp = base > 0 ? Math.ceil((grant * 10000) / base) : 0;
    write("[data-share]", `${(bp / 100).toLocaleString(language, { maximumFractionDigits: 2 })}\u00a0%`);
    for (const bar of all("[data-share-bar]")) bar.setAttribute("width", bp);
    budget.classList.toggle("over", maxShareBp > 0 && grant * 10000 > base * maxShareBp);
  }

  budget.addEventListener("input", ({ target }) => {
    target.ariaInvalid = target.dataset.col && parseCents(target.value) === null ? "true" : null;
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}
