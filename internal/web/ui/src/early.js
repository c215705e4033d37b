// Sends each photo as soon as it is chosen, and goes on where a bad line broke off. What has not come when the form is sent
// goes with the form, as it does without this script.
import { Upload } from "tus-js-client";

const second = 1000;
const pauses = [0, 1, 2, 5, 10, 20, 30, 60, 60, 60, 120, 120].map((n) => n * second);
const stuck = 30 * second; // without a byte gone: another connection may be better

for (const box of document.querySelectorAll("[data-early]")) if (!box.dataset.begun) watch(box);

function watch(box) {
  box.dataset.begun = "1";
  const form = box.closest("form");
  const going = new Set();
  let held = null; // the button that was pressed before everything had come

  box.addEventListener("photo", (e) => send(e.detail));

  function send(photo) {
    const say = sayer(photo.item);
    let token = "";
    let moved = Date.now();
    const upload = new Upload(photo.file, {
      endpoint: box.dataset.early,
      retryDelays: pauses,
      storeFingerprintForResuming: false,
      headers: { "Photo-Name": encodeURIComponent(photo.file.name) },
      onProgress(sent, all) {
        moved = Date.now();
        say(box.dataset.percent.replace("{n}", Math.floor((100 * sent) / all)));
      },
      onAfterResponse(_, answer) {
        token = answer.getHeader("Photo-Token") || token;
      },
      onShouldRetry(error) {
        const passing = status(error) === 0 || status(error) >= 500 || [409, 423, 429].includes(status(error));
        if (passing) say(sentence(error) || box.dataset.waiting);
        return passing;
      },
      onSuccess() {
        if (token) photo.keep(token);
        photo.item.classList.toggle("is-sent", !!token);
        end(token ? box.dataset.sent : "");
      },
      onError(error) {
        const words = sentence(error);
        const refused = words && status(error) < 500;
        end(words || box.dataset.waiting);
        photo.item.classList.toggle("is-wrong", !!refused);
        if (!refused) again(photo, () => send(photo));
      },
    });
    const watching = setInterval(() => {
      if (Date.now() - moved < stuck) return;
      moved = Date.now();
      upload.abort().then(() => going.has(upload) && upload.start());
    }, 5 * second);
    const end = (words) => {
      clearInterval(watching);
      going.delete(upload);
      say(words);
      if (held && going.size === 0) held.click();
    };
    photo.dropped = () => {
      clearInterval(watching);
      going.delete(upload);
      upload.abort(true).catch(() => {}); // it is given up within a day anyway
    };
    going.add(upload);
    say(box.dataset.percent.replace("{n}", 0));
    upload.start();
  }

  function again(photo, start) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = box.dataset.again;
    button.addEventListener("click", () => {
      button.remove();
      start();
    });
    photo.item.append(button);
  }

  form.addEventListener(
    "submit",
    (e) => {
      if (going.size === 0 || held) return;
      e.preventDefault();
      e.stopPropagation();
      held = e.submitter || form.querySelector("button[type=submit]");
      box.querySelector(".counter").textContent = box.dataset.hold;
    },
    true,
  );
}

function status(error) {
  return error.originalResponse ? error.originalResponse.getStatus() : 0;
}

// sentence is what the house says to a person, "" for an answer of another kind.
function sentence(error) {
  const answer = error.originalResponse;
  const words = answer && /^text\/plain/.test(answer.getHeader("Content-Type")) ? answer.getBody() : "";
  return /^ERR_/.test(words) ? "" : words;
}

// sayer gives what writes beside a photo how far it is.
function sayer(item) {
  let line = item.querySelector(".photo-state");
  if (!line) {
    line = document.createElement("span");
    line.className = "photo-state";
    item.insertBefore(line, item.children[1] || null);
  }
  return (words) => {
    line.textContent = words;
  };
}
