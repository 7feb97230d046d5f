// Pages work without any script; this one fetches what the page in hand can use, and no more.

const PARTS = [
  ["[data-words]", () => import("./words.js")],
  ["form[data-autosave]", () => import("./autosave.js")],
  ["[data-keep]", () => import("./keep.js")],
  ["[data-budget]", () => import("./budget.js")],
  ["form[data-upload], input[type=file]", () => import("./upload.js")],
  ["input[data-suggest]", () => import("./combobox.js")],
  ["[data-copy]", () => import("./copy.js")],
  ["table[data-list]", () => import("./list.js")],
];

// Give every element of a page its script; also called for a page that came by upload.
export async function enhance(root) {
  const summary = root.querySelector("[data-error-summary]");
  // Older browsers know no autofocus on anything but a control.
  if (summary) setTimeout(() => document.activeElement === document.body && summary.focus(), 100);
  // All asked for at once: one after the other, each would wait for the line again.
  await Promise.all(
    PARTS.map(async ([selector, load]) => {
      const found = root.querySelectorAll(selector);
      if (found.length === 0) return;
      const { default: attach } = await load();
      found.forEach((element) => attach(element, enhance));
    }),
  );
}

// A form is sent once: a second press while the answer is awaited does nothing. The operation
// key would protect the server anyway; this spares the reader a wait.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

// Coming back by the Back button shows the page as it was left: buttons must work again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

// A link of the error summary leads into a closed <details> too.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  target.closest("details")?.setAttribute("open", "");
  target.scrollIntoView({ block: "center" });
  target.focus();
});

enhance(document);
