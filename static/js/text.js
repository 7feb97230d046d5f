// Sentences come from the server, translated, in data attributes with %(name)s inside.

export function fill(sentence, values) {
  return (sentence ?? "").replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
}

export const language = document.documentElement.lang || "en";
