// A list brings itself up to date when the desk's numbers change; not while somebody chooses in it: then it says so.
import { chosen, ready } from "./bulk.js";

// What a page asks and tells by itself: numbers, who else is there, and that somebody looks at it.
const asking = ["news", "here", "seen"];

export function fresh() {
  // A page that nobody looks at asks nothing.
  document.addEventListener("htmx:confirm", (e) => {
    if (asking.includes(e.target.id) && document.hidden) e.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const el of document.querySelectorAll(asking.map((id) => "#" + id).join())) el.dispatchEvent(new Event("back"));
  });
  document.addEventListener("htmx:beforeRequest", (e) => {
    if (e.target.id !== "list" || !busy(e.target)) return;
    e.preventDefault();
    const stale = e.target.querySelector("[data-stale]");
    if (stale) stale.hidden = false;
  });
  document.addEventListener("htmx:afterSwap", (e) => {
    if (e.target.id === "list" || document.getElementById("list") === e.detail.elt) ready();
  });
}

const busy = (list) => chosen() > 0 || list.contains(document.activeElement) || list.querySelector("tr.is-chosen") !== null;
