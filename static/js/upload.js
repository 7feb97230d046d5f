// Says what was chosen before it is sent, and how far the sending is.
//
// A file whose control names what it is for is sent in pieces (resume.js, fetched when a file is
// chosen), and the form then names it; any other travels with its form.

import { fill, language } from "./text.js";

function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 3);
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[step],
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}

// Does the input's accept list (".pdf,image/*") take this file? The server looks inside as well.
function accepted(file, list) {
  if (!list) return true;
  const name = file.name.toLowerCase();
  return list
    .toLowerCase()
    .split(",")
    .map((entry) => entry.trim())
    .some((entry) =>
      entry.startsWith(".") ? name.endsWith(entry) : file.type.startsWith(entry.replace("*", "")),
    );
}

function isLarge(file, says) {
  const isImage = /\.(jpe?g|png)$/i.test(file.name);
  const most = Number((isImage && says.maxImageBytes) || says.maxBytes || Infinity);
  return file.size > most;
}

function describeChoice(input) {
  const note = document.getElementById(`${input.id}-count`);
  if (!note) return;
  const says = input.dataset;
  function say(words, isBad) {
    note.setAttribute("role", "status");
    note.classList.toggle("over", isBad);
    note.textContent = words;
  }
  input.addEventListener("change", describe);

  function describe() {
    // Fetched now, while the line is there.
    if (says.uploadFor) import("./resume.js").catch(() => {});
    let isBad = false;
    const lines = [...input.files].map((file) => {
      const large = isLarge(file, says);
      const sentence = large
        ? says.textLarge
        : file.size === 0
          ? says.textEmpty
          : accepted(file, input.accept)
            ? says.textSize
            : says.textKind;
      isBad ||= sentence !== says.textSize;
      return fill(sentence, { name: file.name, size: size(file.size) });
    });
    say(lines.join(" "), isBad);
  }

  const begun = says.uploadFor && unfinished(says.uploadFor);
  // On a slow line a file may have been chosen before this script was there.
  if (input.files.length) describe();
  else if (begun) say(fill(says.textBegun, begun), false);
}

// What an earlier visit sent of a file for this place, as resume.js remembers it.
function unfinished(purpose) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(`upload:${purpose}:`));
    const found = keys.map((key) => JSON.parse(localStorage.getItem(key)));
    return found.sort((one, other) => other.time - one.time)[0];
  } catch {
    return null;
  }
}

// The bar by the buttons: words for eyes all the time, for ears when something happens.
function meter(form, submitter) {
  const make = (tag, more) => Object.assign(document.createElement(tag), more);
  const words = make("p", { id: "sending-words" });
  const bar = make("progress", { max: 100 });
  const aloud = make("div", { className: "vh", role: "status" });
  const offers = make("p");
  const box = make("div", { className: "meter" });
  aloud.setAttribute("role", "status");
  bar.setAttribute("aria-labelledby", words.id);
  box.append(words, bar, aloud, offers);
  // Inside the bar that stays in view, where there is one.
  const foot = submitter?.closest(".actions");
  if (foot) foot.prepend(box);
  else (submitter?.closest("p") ?? form.lastElementChild).before(box);
  let last = -1;
  return {
    box,
    // Loud when something happened, or every quarter of the way.
    say(sentence, values, loud) {
      const percent = values?.percent;
      const quarter = Math.floor((percent ?? 0) / 25);
      words.textContent = fill(sentence, values ?? {});
      if (percent !== undefined) bar.value = percent;
      if (loud || quarter !== last) aloud.textContent = words.textContent;
      last = quarter;
      box.classList.toggle("over", Boolean(loud));
      offers.replaceChildren();
    },
    offer: (...given) => offers.replaceChildren(...given),
  };
}

function sendWithProgress(form, enhance) {
  const says = form.dataset;
  form.addEventListener("submit", async (event) => {
    const inputs = [...form.querySelectorAll("input[type=file]")].filter((input) => input.files.length);
    if (event.defaultPrevented || inputs.length === 0) return;
    event.preventDefault();
    if (says.sent) return;
    const { submitter } = event;
    const large = inputs.find((input) => isLarge(input.files[0], input.dataset));
    if (large) {
      // Its reason stands below the control; without the file the form can be sent again.
      large.value = "";
      large.focus();
      release();
      return;
    }
    says.sent = "yes";
    submitter?.setAttribute("aria-busy", "true");
    const shown = meter(form, submitter);
    shown.box.scrollIntoView({ block: "nearest" });
    const sent = [];
    try {
      const resume = await import("./resume.js");
      for (const input of inputs.filter((one) => one.dataset.uploadFor)) {
        const [file] = input.files;
        const ref = await resume.sendFile(file, input.dataset.uploadFor, teller(file, resume));
        sent.push([input, ref, resume.memoryOf(input.dataset.uploadFor, file)]);
      }
      const answer = await post(resume, sent);
      sent.forEach(([, , memory]) => memory.drop());
      showPage(answer.response, answer.responseURL, enhance);
    } catch (trouble) {
      // A Trouble carries the server's words, if it has any; whatever else went wrong has none.
      shown.say((trouble.status && trouble.message) || says.textBroken, {}, true);
      shown.box.querySelector("progress").remove();
      release();
    }

    function release() {
      delete says.sent;
      submitter?.removeAttribute("aria-busy");
      form.dispatchEvent(new Event("unsent"));
    }

    function teller(file, { renewToken }) {
      let percent = 0;
      return {
        progress(bytes) {
          percent = Math.floor((bytes / file.size) * 100);
          shown.say(says.textPiece, { name: file.name, percent, size: size(file.size) });
        },
        async broken(pause) {
          shown.say(says.textWaiting, { percent }, true);
          await until(pause, button(says.textTry));
        },
        async signedOut() {
          shown.say(says.textOut, { percent }, true);
          const again = button(says.textTry);
          await until(Infinity, again, signInLink());
          await renewToken().catch(() => {});
        },
      };
    }

    // The line may break here too: the form's key makes sure that it is done once.
    async function post({ ask, renewToken }, named) {
      for (let pause = 1000; ; pause = Math.min(pause * 2, 30000)) {
        const body = new FormData(form, submitter);
        for (const [input, ref] of named) {
          body.delete(input.name);
          body.set(`${input.name}-upload`, ref);
        }
        const whole = named.length === inputs.length;
        if (whole) shown.say(says.textLooking, { percent: 100 }, false);
        try {
          const answer = await ask("POST", form.action, {
            body,
            type: "document",
            patience: 120000,
            progress: whole
              ? null
              : (loaded, total) => shown.say(says.textSending, { percent: Math.round((loaded / total) * 100) }),
          });
          const isOut = new URL(answer.responseURL).pathname === says.out || answer.status === 400;
          if (answer.response?.body && !(isOut && whole)) return answer;
          if (!isOut) throw new Error("");
          shown.say(says.textOut, { percent: 100 }, true);
          await until(Infinity, button(says.textTry), signInLink());
          await renewToken().catch(() => {});
        } catch (trouble) {
          if (trouble.status !== 0 || !whole) throw trouble;
          shown.say(says.textWaiting, { percent: 100 }, true);
          await until(pause, button(says.textTry));
        }
      }
    }

    // The time is over, the line is back, or the button was pressed.
    function until(pause, pressed, ...beside) {
      shown.offer(...beside, pressed);
      return new Promise((go) => {
        if (pause < Infinity) {
          setTimeout(go, pause);
          window.addEventListener("online", go, { once: true });
        }
        pressed.addEventListener("click", go, { once: true });
      });
    }

    function button(words) {
      return Object.assign(document.createElement("button"), {
        type: "button",
        className: "btn quiet",
        textContent: words,
      });
    }

    // In a window of its own: this one holds the file.
    function signInLink() {
      return Object.assign(document.createElement("a"), {
        href: says.out,
        target: "_blank",
        textContent: says.textOutLink,
      });
    }
  });
}

function showPage(page, url, enhance) {
  if (url && url !== location.href) {
    history.pushState(null, "", url);
    window.addEventListener("popstate", () => location.reload());
  }
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  window.scrollTo(0, 0);
  (document.querySelector("[data-error-summary]") ?? document.querySelector("main"))?.focus();
  enhance(document);
}

export default function attach(element, enhance) {
  if (element.tagName === "FORM") sendWithProgress(element, enhance);
  else describeChoice(element);
}
