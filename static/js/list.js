// A list by keyboard: J and K move from row to row, Enter opens, X chooses, N goes to the next
// unscreened, ? to the line that says so, where they are switched off and on (who speaks to the
// computer would press them by chance). The links and boxes do the same without this script.

const OFF = "keys-off"; // kept in this browser
const TYPING = "input:not([type=checkbox]), select, textarea, [contenteditable]";

// Storage may be full or forbidden: then the choice lasts as long as the page.
function guarded(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

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

  const button = document.querySelector("[data-keys]");
  let isOff = guarded(() => localStorage.getItem(OFF)) === "1";

  function show() {
    button.textContent = isOff ? button.dataset.on : button.dataset.off;
    button.hidden = false;
  }

  if (button) {
    show();
    button.addEventListener("click", () => {
      isOff = !isOff;
      guarded(() => localStorage.setItem(OFF, isOff ? "1" : ""));
      show();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (isOff) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
