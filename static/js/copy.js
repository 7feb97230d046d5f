// A button that copies the text of the element its data-copy names; hidden without a clipboard.

export default function attach(button) {
  const source = document.querySelector(button.dataset.copy);
  if (!source || !navigator.clipboard) return;
  const before = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = button.dataset.textCopied;
    setTimeout(() => (button.textContent = before), 3000);
  });
}
