// Sends a file in pieces by the protocol tus 1.0.0, and goes on where a broken line left it.
//
// Rules: the server says how far it is, never this script; a piece that failed is asked about
// before anything is sent again; what was begun is remembered on this device by the file's name,
// size and date, so that the same file chosen again goes on instead of beginning anew.

const KILO = 1024;
const LEAST_PIECE = 64 * KILO;
const FIRST_PIECE = 256 * KILO;
const MOST_PIECE = 1024 * KILO;
const QUICK_MS = 4000;
const SLOW_MS = 15000;
const STALLED_MS = 45000;
const LONGEST_PAUSE_MS = 30000;
const KEPT_MS = 3 * 24 * 3600 * 1000;

// What went wrong: a status (0: the line), and the server's words for the person.
class Trouble extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

// One request; its progress is told, and silence for too long counts as a broken line.
export function ask(method, url, { headers = {}, body = null, progress, type = "", patience = STALLED_MS }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let watch;
    const alive = () => {
      clearTimeout(watch);
      watch = setTimeout(() => request.abort(), patience);
    };
    const fail = () => reject(new Trouble(0, ""));
    request.open(method, url);
    request.responseType = type;
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (step) => {
      alive();
      progress?.(step.loaded, step.total);
    });
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", fail);
    request.addEventListener("abort", fail);
    request.addEventListener("loadend", () => clearTimeout(watch));
    alive();
    request.send(body);
  });
}

async function talk(method, url, headers, body, progress) {
  const all = { "Tus-Resumable": "1.0.0", "X-Requested-With": "upload", "X-CSRFToken": token(), ...headers };
  const request = await ask(method, url, { headers: all, body, progress });
  if (request.status < 300) return request;
  let words = "";
  try {
    words = JSON.parse(request.responseText).message;
  } catch {
    // An answer without words.
  }
  throw new Trouble(request.status, words);
}

function token() {
  return document.querySelector("input[name=csrf_token]")?.value ?? "";
}

// After signing in again, in another window, this page's forms belong to the new session.
export async function renewToken() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const fresh = page.querySelector("main input[name=csrf_token]")?.value;
  if (!fresh) return;
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = fresh;
}

// Send `file`, and answer the reference the form names it by. `tell` shows what happens:
// progress(bytes), broken(pause) and signedOut(), which answer when to go on.
export async function sendFile(file, purpose, tell) {
  const memory = memoryOf(purpose, file);
  let url = memory.read()?.url;
  let at = null;
  let size = FIRST_PIECE;
  let failures = 0;
  for (;;) {
    try {
      if (!url) {
        const request = await talk("POST", "/uploads/", {
          "Upload-Length": file.size,
          "Upload-Metadata": `filename ${base64(file.name)},for ${base64(purpose)}`,
        });
        url = request.getResponseHeader("Location");
        at = 0;
      } else if (at === null) {
        at = Number((await talk("HEAD", url)).getResponseHeader("Upload-Offset"));
      }
      memory.keep(url, at);
      tell.progress(at);
      if (at >= file.size) return url.split("/").pop();
      const began = performance.now();
      const from = at;
      const request = await talk(
        "PATCH",
        url,
        { "Upload-Offset": at, "Content-Type": "application/offset+octet-stream" },
        file.slice(at, at + size),
        (loaded) => tell.progress(from + loaded),
      );
      at = Number(request.getResponseHeader("Upload-Offset"));
      failures = 0;
      const took = performance.now() - began;
      if (took < QUICK_MS) size = Math.min(size * 2, MOST_PIECE);
      else if (took > SLOW_MS) size = Math.max(size / 2, LEAST_PIECE);
    } catch (trouble) {
      const { status } = trouble;
      const isGone = url && (status === 404 || status === 410);
      if (isGone) {
        memory.drop();
        url = null;
      } else if (isSignedOut(trouble)) {
        await tell.signedOut();
      } else if (status === 0 || status >= 500 || [408, 409, 423, 429, 460].includes(status)) {
        size = Math.max(size / 2, LEAST_PIECE);
        await tell.broken(Math.min(1000 * 2 ** failures, LONGEST_PAUSE_MS));
        failures += 1;
      } else {
        memory.drop();
        throw trouble;
      }
      at = null;
    }
  }
}

// Also a bare 400: the form's token belongs to a session that has ended.
function isSignedOut({ status, message }) {
  return status === 401 || status === 403 || (status === 400 && !message);
}

function base64(words) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(words)));
}

// Storage may be full or forbidden; then nothing is remembered, and everything else works.
export function memoryOf(purpose, file) {
  const key = `upload:${purpose}:${file.name}:${file.size}:${file.lastModified}`;
  function guarded(act) {
    try {
      return act();
    } catch {
      return null;
    }
  }
  function read() {
    const kept = guarded(() => JSON.parse(localStorage.getItem(key)));
    return kept && Date.now() - kept.time < KEPT_MS ? kept : null;
  }
  return {
    read,
    keep: (url, at) =>
      guarded(() => {
        const percent = Math.floor((at / file.size) * 100);
        localStorage.setItem(key, JSON.stringify({ url, percent, name: file.name, time: Date.now() }));
      }),
    drop: () => guarded(() => localStorage.removeItem(key)),
  };
}
