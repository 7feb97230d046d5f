// Saves a form while its reader types. The server's page works without it.
//
// Rules: 1.5 seconds after typing stops; one request in flight; a request whose answer never came
// is sent again as it was, with its own operation key, before anything newer (so a save that did
// arrive is not taken for a conflict); a copy stays on this device until the server has the text.

import { fill, language } from "./text.js";

const PAUSE_MS = 1500;
const FIRST_RETRY_MS = 4000;
const LAST_RETRY_MS = 60000;
const KEEPALIVE_BYTES = 60000;
const NOT_TEXT = new Set(["csrf_token", "operation", "version"]);

export default function attach(form) {
  const says = form.dataset;
  const line = form.querySelector("[data-save-state]");
  const alert = form.querySelector("[data-save-alert]");
  const copy = localCopy(`draft:${says.owner}:${says.autosave}`);
  // What was offered on return and not yet decided about.
  const earlier = localCopy(`earlier:${says.owner}:${says.autosave}`);
  // The timer until the next save, and the promise of the one under way.
  let waiting;
  let inFlight = null;
  // The body that was sent and never answered; typed since the last body was made.
  let unanswered = null;
  let dirty = false;
  // Conflict or signed out: the reader must act first.
  let stopped = false;
  let leaving = false;
  let offering = false;
  let retryMs = FIRST_RETRY_MS;

  function body() {
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    return new URLSearchParams(fields).toString();
  }

  function state(sentence, values = {}) {
    if (line) line.textContent = fill(sentence, values);
  }

  // A problem is said aloud and may offer links or buttons.
  function warn(sentence, ...offers) {
    state("");
    offering = false;
    alert?.replaceChildren(sentence ?? "", ...offers.filter(Boolean));
  }

  function calm() {
    if (!offering) alert?.replaceChildren();
  }

  function unsaved() {
    return dirty || unanswered !== null;
  }

  function typed(event) {
    if (event.target.type === "file") return;
    dirty = true;
    copy.keep(values(form), form.elements.version?.value);
    window.addEventListener("beforeunload", ask);
    if (stopped) return;
    state(says.textUnsaved);
    plan(PAUSE_MS);
  }

  function plan(delay) {
    clearTimeout(waiting);
    waiting = setTimeout(save, delay);
  }

  function save(keepalive = false) {
    clearTimeout(waiting);
    if (inFlight || stopped || leaving || !unsaved()) return inFlight;
    if (unanswered === null) {
      unanswered = body();
      dirty = false;
    }
    state(says.textSaving);
    const small = unanswered.length < KEEPALIVE_BYTES;
    inFlight = send(unanswered, keepalive && small).finally(() => {
      inFlight = null;
      if (unanswered !== null) {
        plan(retryMs);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      } else if (dirty) plan(PAUSE_MS);
    });
    return inFlight;
  }

  async function send(text, keepalive) {
    let response;
    try {
      response = await fetch(says.autosave, {
        method: "POST",
        body: new URLSearchParams(text),
        keepalive,
        headers: { "X-Requested-With": "autosave" },
      });
    } catch {
      warn(says.textOffline);
      return;
    }
    const answer = (await response.json().catch(() => null)) ?? {};
    const refused = [401, 403].includes(response.status);
    // A bare 400: the form's token belongs to a session that has ended.
    const stale = response.status === 400 && !answer.message;
    if (refused || stale) {
      const next = encodeURIComponent(location.pathname + location.search);
      stop(says.textSignin, answer.url ?? `${says.signin}?next=${next}`, says.textSigninLink);
    } else if (response.status === 409) {
      stop(answer.message ?? says.textConflict, answer.url, says.textConflictLink);
    } else if (response.ok && answer.version !== undefined) {
      saved(answer);
    } else if (response.status >= 400 && response.status < 500 && answer.message) {
      // Refused for a reason the reader can read: the same text again would be refused again.
      unanswered = null;
      stopped = answer.closed;
      warn(answer.message);
    } else {
      warn(says.textFailed);
    }
  }

  function saved(answer) {
    unanswered = null;
    retryMs = FIRST_RETRY_MS;
    put(form, "version", answer.version);
    put(form, "operation", answer.operation);
    calm();
    if (dirty) {
      copy.keep(values(form), answer.version);
      state(says.textUnsaved);
    } else if (answer.message) {
      // Saved but for what the server could not read: that stays on this device too.
      copy.keep(values(form), answer.version);
      warn(answer.message);
    } else {
      copy.drop();
      window.removeEventListener("beforeunload", ask);
      state(says.textSaved, { time: answer.saved_at_text });
    }
  }

  // Without an address the form itself leads on: its answer is the page with both texts.
  function stop(sentence, url, textContent) {
    stopped = true;
    const way = url
      ? link(url, textContent, () => (leaving = true))
      : made("button", { className: "btn", name: "op", value: "here", textContent });
    warn(sentence, textContent && way);
  }

  function ask(event) {
    if ((unsaved() || copy.read()) && !leaving) event.preventDefault();
  }

  // What this device kept from last time, if the server never had it.
  function offer() {
    const kept = copy.read() ?? earlier.read();
    if (!kept) return;
    const version = form.elements.version?.value;
    const accepted = kept.sent && kept.version !== version;
    if (accepted || same(kept.values, values(form))) {
      copy.drop();
      earlier.drop();
      return;
    }
    earlier.write(kept);
    copy.drop();
    const time = new Date(kept.at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    warn(
      fill(says.textRestore, { time }),
      button(says.textRestoreButton, () => decide(() => restore(form, kept.values))),
      button(says.textDiscardButton, () => decide(() => {})),
    );
    offering = true;
  }

  function decide(act) {
    offering = false;
    earlier.drop();
    calm();
    act();
  }

  form.addEventListener("input", typed);
  window.addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });

  // Pressing a button while a save is under way would meet its own new version: wait for it.
  form.addEventListener("submit", async (event) => {
    clearTimeout(waiting);
    if (inFlight) {
      event.preventDefault();
      const { submitter } = event;
      leaving = true;
      await inFlight;
      leaving = false;
      form.requestSubmit(submitter);
      return;
    }
    leaving = true;
    // The fate of an unanswered save is unknown, so this is a new operation, not its repetition.
    if (unanswered !== null && dirty) put(form, "operation", crypto.randomUUID?.());
    copy.sent(unanswered === null);
  });

  // A file beside the answers could not be sent: this page stays.
  form.addEventListener("unsent", () => (leaving = false));

  window.addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted && unsaved()) plan(PAUSE_MS);
  });

  if (alert) offer();
  // On a slow line the writing begins before this script has come.
  if (written(form)) typed({ target: form });
}

// Is something else in the form than what its page came with?
function written(form) {
  return [...form.elements].some((control) => {
    if (!control.name || NOT_TEXT.has(control.name) || control.type === "file") return false;
    if (control.options) {
      const first = [...control.options].findIndex((option) => option.defaultSelected);
      return control.selectedIndex !== Math.max(first, 0);
    }
    if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
    return control.defaultValue !== undefined && control.value !== control.defaultValue;
  });
}

function put(form, name, value) {
  const input = form.elements[name];
  if (input && value !== undefined && value !== null) input.value = value;
}

function values(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_TEXT.has(name));
}

function same(one, other) {
  const plain = (list) => JSON.stringify(list.map(([name, value]) => [name, value.trim().replace(/\s+/g, " ")]));
  return plain(one) === plain(other);
}

function restore(form, kept) {
  const left = kept.map(([name, value]) => ({ name, value }));
  for (const control of form.elements) {
    if (!control.name || NOT_TEXT.has(control.name) || control.type === "file") continue;
    const ticks = control.type === "radio" || control.type === "checkbox";
    const at = left.findIndex(
      (pair) => pair.name === control.name && (!ticks || pair.value === control.value),
    );
    if (ticks) control.checked = at >= 0;
    else if (at >= 0) control.value = left[at].value;
    if (at >= 0) left.splice(at, 1);
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Storage may be full or forbidden; then there is no copy, and everything else works.
function localCopy(key) {
  function guarded(act) {
    try {
      return act();
    } catch {
      return null;
    }
  }
  function read() {
    return guarded(() => JSON.parse(localStorage.getItem(key)));
  }
  function write(copy) {
    guarded(() => localStorage.setItem(key, JSON.stringify(copy)));
  }
  return {
    read,
    write,
    keep: (list, version) => write({ values: list, version, at: Date.now() }),
    drop: () => guarded(() => localStorage.removeItem(key)),
    sent(certain) {
      const copy = read();
      if (copy && certain) write({ ...copy, sent: true });
    },
  };
}

function link(href, text, onclick) {
  return made("a", { href, textContent: ` ${text}`, onclick });
}

function button(textContent, onclick) {
  return made("button", { type: "button", className: "btn quiet small", textContent, onclick });
}

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
