// Adds up a budget while it is typed. The server adds up again; this only shows.
//
// Inputs carry data-col="grant"; sums appear in [data-sum="grant"], the sum of a row (a [data-row]
// or tr) in its [data-row-sum], everything in [data-total]. The share of data-share-of in the
// columns named by data-share-base (their sum: [data-base]) stands in [data-share], is drawn as
// [data-share-bar] and marked above data-max-share-bp. A table with data-groups="category" lists
// the sums by what stands in data-part="category" of each row.

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
  const { maxShareBp, shareOf = "grant", shareBase = "grant cash" } = budget.dataset;
  const rows = [...budget.querySelectorAll("[data-row-sum]")].map((place) => place.closest("[data-row], tr"));

  function add(row) {
    return [...row.querySelectorAll("[data-col]")].reduce((sum, input) => sum + (parseCents(input.value) ?? 0), 0);
  }

  function write(selector, text, root = budget) {
    root.querySelectorAll(selector).forEach((place) => (place.textContent = text));
  }

  function show() {
    const sums = {};
    for (const input of budget.querySelectorAll("[data-col]")) {
      const { col } = input.dataset;
      sums[col] = (sums[col] ?? 0) + (parseCents(input.value) ?? 0);
    }
    for (const [name, cents] of Object.entries(sums)) write(`[data-sum="${name}"]`, shown(cents));
    for (const row of rows) write("[data-row-sum]", shown(add(row)), row);
    write("[data-total]", shown(Object.values(sums).reduce((a, b) => a + b, 0)));
    const base = shareBase.split(" ").reduce((sum, name) => sum + (sums[name] ?? 0), 0);
    write("[data-base]", shown(base));
    showShare(sums[shareOf] ?? 0, base);
    budget.querySelectorAll("[data-groups]").forEach(group);
  }

  function showShare(part, base) {
    const bp = base > 0 ? Math.ceil((part * 10000) / base) : 0;
    const isOver = Boolean(maxShareBp) && part * 10000 > base * Number(maxShareBp);
    write("[data-share]", (bp / 10000).toLocaleString(language, { style: "percent", maximumFractionDigits: 2 }));
    budget.querySelectorAll("[data-share]").forEach((place) => place.classList.toggle("error", isOver));
    budget.querySelectorAll("[data-share-bar]").forEach((bar) => {
      bar.setAttribute("width", Math.min(bp, 10000));
      bar.classList.toggle("over", isOver);
    });
  }

  // The sums of lines with the same words in one part: categories, components.
  function group(table) {
    const { groups, none } = table.dataset;
    const found = new Map();
    for (const row of rows) {
      if (![...row.querySelectorAll("[data-part], [data-col]")].some((input) => input.value.trim())) continue;
      const part = row.querySelector(`[data-part="${groups}"]`);
      const words = (part.value && (part.selectedOptions?.[0].text ?? part.value).trim()) || none;
      found.set(words, (found.get(words) ?? 0) + add(row));
    }
    table.tBodies[0].replaceChildren(
      ...[...found].map(([words, cents]) => {
        const row = document.createElement("tr");
        const head = row.appendChild(document.createElement("th"));
        head.scope = "row";
        head.textContent = words;
        const cell = row.insertCell();
        cell.className = "num";
        cell.textContent = shown(cents);
        return row;
      }),
    );
  }

  budget.addEventListener("input", ({ target }) => {
    if (target.dataset.col && parseCents(target.value) === null) target.setAttribute("aria-invalid", "true");
    else target.removeAttribute("aria-invalid");
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}
