// Keys of a desk, each only a shorter way to something that stands on the page. They sleep while one writes, and can be
// switched off in the list of keys.
import { look, forgetPane } from "./pane.js";

const off = () => {
  try {
    return localStorage.getItem("keys-off") === "1";
  } catch {
    return false;
  }
};

let after = ""; // "g" was pressed just before
let timer;

export function keys() {
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || off()) return;
    const writing = e.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog");
    if (writing) return;
    if (press(e.key)) e.preventDefault();
  });
  document.addEventListener("change", (e) => {
    if (!e.target.matches("[data-keys-off]")) return;
    localStorage.setItem("keys-off", e.target.checked ? "1" : "0");
  });
  for (const box of document.querySelectorAll("[data-keys-off]")) box.checked = off();
}

function press(key) {
  const goes = after === "g";
  after = "";
  clearTimeout(timer);
  if (goes) return click(`[data-go="${CSS.escape(key)}"]`);
  switch (key) {
    case "g":
      after = "g";
      timer = setTimeout(() => (after = ""), 1500);
      return true;
    case "j":
      return step(1);
    case "k":
      return step(-1);
    case "x":
      return tick();
    case "/":
      return focus("#desk-q");
    case "?":
      return help();
    case "Escape":
      return forgetPane();
  }
  return /^[a-z]$/.test(key) && click(`[data-key="${key}"]`);
}

const seen = (el) => el && el.getClientRects().length > 0;

function click(selector) {
  const el = Array.from(document.querySelectorAll(selector)).find(seen) || document.querySelector(selector);
  if (el) el.click();
  return !!el;
}

function focus(selector) {
  const el = document.querySelector(selector);
  if (!el) return false;
  el.focus();
  el.select();
  return true;
}

function step(by) {
  const rows = Array.from(document.querySelectorAll("tr[data-row]"));
  if (!rows.length) return false;
  const now = rows.findIndex((row) => row.classList.contains("is-chosen"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, now < 0 ? 0 : now + by))];
  look(next);
  next.querySelector(".case-link").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function tick() {
  const box = document.querySelector("tr.is-chosen input[form=bulk]");
  if (box) box.click();
  return !!box;
}

// help shows the page of keys in a box above this one.
function help() {
  const open = document.getElementById("keys-box");
  if (open) {
    open.close();
    return true;
  }
  fetch("/desk/keys", { headers: { Accept: "text/html" } })
    .then((answer) => answer.text())
    .then((text) => {
      const page = new DOMParser().parseFromString(text, "text/html").getElementById("keys");
      if (!page) return;
      const box = document.createElement("dialog");
      box.id = "keys-box";
      box.className = "keys-box";
      box.append(document.importNode(page, true));
      document.body.append(box);
      for (const tickBox of box.querySelectorAll("[data-keys-off]")) tickBox.checked = off();
      box.addEventListener("close", () => box.remove());
      box.addEventListener("click", (e) => e.target === box && box.close());
      box.showModal();
    })
    .catch(() => location.assign("/desk/keys"));
  return true;
}
