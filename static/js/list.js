// A list by keyboard: J and K move from row to row, Enter opens, X chooses, N goes to the next
// unscreened, ? to the line that says so. The links and boxes do the same without this script.

const TYPING = "input:not([type=checkbox]), select, textarea, [contenteditable]";

export default function attach(table) {
  const rows = [...table.tBodies[0].rows];
  const link = (row) => row.querySelector("th a");

  function move(step) {
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step;
    const target = rows[next] && link(rows[next]);
    if (!target) return;
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }

  const acts = {
    j: () => move(1),
    k: () => move(-1),
    n: () => document.querySelector("[data-next]")?.click(),
    x: () => document.activeElement.closest("tr")?.querySelector("[name=ref]")?.click(),
    "?": () => document.querySelector("#keys")?.scrollIntoView({ block: "center" }),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
