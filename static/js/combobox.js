// Suggests while typing, by the browser's own list. Whatever is typed is sent all the same.

export default function attach(input) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-list`;
  input.after(list);
  input.setAttribute("list", list.id);
  input.autocomplete = "off";
  let pause;
  let asked;

  async function suggest() {
    const typed = input.value.trim();
    if (typed.length < 2) return;
    asked?.abort();
    asked = new AbortController();
    const url = new URL(input.dataset.suggest, location.href);
    url.searchParams.set("q", typed);
    try {
      const response = await fetch(url, { signal: asked.signal });
      if (!response.ok) return;
      const found = await response.json();
      list.replaceChildren(...found.map(({ value, label }) => new Option(label ?? value, value)));
    } catch {
      // Without suggestions the field is a plain one.
    }
  }

  input.addEventListener("input", (event) => {
    // Choosing from the list is an input event too, and needs no new question.
    if (event.inputType === "insertReplacementText" || event.inputType === undefined) return;
    clearTimeout(pause);
    pause = setTimeout(suggest, 200);
  });
}
