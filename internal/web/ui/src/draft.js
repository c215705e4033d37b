// Keeps what is being written in this browser, for a week, and brings it back. Never hidden fields, passwords or files,
// and never who one is: a field with autocomplete (name, phone, code) is the browser's own to remember.
const week = 7 * 24 * 3600 * 1000;
const pause = 800;

export function drafts() {
  for (const done of document.querySelectorAll("[data-draft-done]")) forget(done.dataset.draftDone);
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
}

function keep(form) {
  const name = form.dataset.draft;
  const shown = "refused" in form.dataset; // the server sent back what was typed: that is newer
  if (!shown && restore(form, read(name))) tell(form, name);
  let timer;
  const save = () => write(name, form);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });
  window.addEventListener("pagehide", () => timer && save());
}

function fields(form) {
  const kept = (el) => el.name && !el.autocomplete && !["hidden", "password", "tel", "file", "submit", "button"].includes(el.type);
  return Array.from(form.elements).filter(kept);
}

const isBox = (el) => el.type === "checkbox" || el.type === "radio";

function write(name, form) {
  const values = {};
  for (const el of fields(form)) {
    if (isBox(el) && !el.checked) continue;
    if (el.value.trim()) (values[el.name] = values[el.name] || []).push(el.value);
  }
  try {
    if (Object.keys(values).length === 0) return forget(name);
    localStorage.setItem("draft/" + name, JSON.stringify({ at: Date.now(), values }));
  } catch {
    // The browser keeps nothing: then there is no draft.
  }
}

function read(name) {
  try {
    const draft = JSON.parse(localStorage.getItem("draft/" + name));
    if (draft && Date.now() - draft.at < week) return draft.values;
    forget(name);
  } catch {
    forget(name);
  }
  return null;
}

function forget(name) {
  try {
    localStorage.removeItem("draft/" + name);
  } catch {
    // Nothing kept, nothing to forget.
  }
}

// restore fills what is still empty, and tells whether anything came back.
function restore(form, values) {
  let any = false;
  for (const el of values ? fields(form) : []) {
    const kept = values[el.name];
    if (!kept) continue;
    if (isBox(el)) {
      if (el.checked || !kept.includes(el.value)) continue;
      el.checked = true;
    } else {
      if (el.value) continue;
      el.value = kept[0];
    }
    el.dispatchEvent(new Event("draft"));
    any = true;
  }
  return any;
}

function tell(form, name) {
  const notice = document.createElement("div");
  notice.className = "notice tone-info";
  notice.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = form.dataset.draftRestored;
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "btn";
  clear.textContent = form.dataset.draftClear;
  clear.addEventListener("click", () => {
    forget(name);
    form.reset();
    fields(form).forEach((el) => el.dispatchEvent(new Event("draft")));
    notice.remove();
    const first = fields(form)[0];
    if (first) first.focus();
  });
  const body = document.createElement("div");
  body.append(text, clear);
  notice.append(body);
  form.prepend(notice);
}
