// Adds up a budget while it is typed. The server adds up again; this only shows.
//
// Inputs carry data-col="grant"; sums appear in [data-sum="grant"], a row's sum in its
// [data-row-sum], everything in [data-total]. The share of data-share-of in the columns named by
// data-share-base stands in [data-share] and is marked above data-max-share-bp.

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

function shown(cents) {
  const whole = cents % 100 === 0;
  return (cents / 100).toLocaleString(language, {
    minimumFractionDigits: whole ? 0 : 2,
    maximumFractionDigits: 2,
  });
}

export default function attach(table) {
  const { maxShareBp, shareOf = "grant", shareBase = "grant cash" } = table.dataset;

  function add(inputs) {
    return [...inputs].reduce((sum, input) => sum + (parseCents(input.value) ?? 0), 0);
  }

  function write(selector, text, root = table) {
    root.querySelectorAll(selector).forEach((place) => (place.textContent = text));
  }

  function show() {
    const sums = {};
    for (const input of table.querySelectorAll("[data-col]")) {
      const { col } = input.dataset;
      sums[col] = (sums[col] ?? 0) + (parseCents(input.value) ?? 0);
    }
    for (const [name, cents] of Object.entries(sums)) write(`[data-sum="${name}"]`, shown(cents));
    for (const row of table.rows) write("[data-row-sum]", shown(add(row.querySelectorAll("[data-col]"))), row);
    write("[data-total]", shown(Object.values(sums).reduce((a, b) => a + b, 0)));
    const base = shareBase.split(" ").reduce((sum, name) => sum + (sums[name] ?? 0), 0);
    const part = sums[shareOf] ?? 0;
    for (const place of table.querySelectorAll("[data-share]")) {
      const bp = base > 0 ? Math.ceil((part * 10000) / base) : 0;
      place.textContent = (bp / 10000).toLocaleString(language, { style: "percent", maximumFractionDigits: 2 });
      place.classList.toggle("error", Boolean(maxShareBp) && part * 10000 > base * Number(maxShareBp));
    }
  }

  table.addEventListener("input", ({ target }) => {
    if (target.dataset.col && parseCents(target.value) === null) target.setAttribute("aria-invalid", "true");
    else target.removeAttribute("aria-invalid");
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}
