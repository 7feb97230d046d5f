// An instant shown on the clocks of other places gets the reader's own, where it says another time.

export default function attach(list) {
  const at = new Date(list.dataset.instant);
  if (list.dataset.offsets.split(" ").includes(String(-at.getTimezoneOffset()))) return;
  const language = document.documentElement.lang;
  const day = at.toLocaleDateString(language, { dateStyle: "full" });
  const time = at.toLocaleTimeString(language, { hourCycle: "h23", timeStyle: "medium" });
  const row = document.createElement("div");
  row.append(document.createElement("dt"), document.createElement("dd"));
  row.firstChild.textContent = list.dataset.textHere;
  row.lastChild.textContent = `${day}, ${time}`;
  row.lastChild.className = "figures";
  list.append(row);
}
