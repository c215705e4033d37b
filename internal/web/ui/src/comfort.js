import { counters } from "./counter.js";
import { drafts } from "./draft.js";
import { finders } from "./find.js";
import { guard } from "./guard.js";
import { photos } from "./photo.js";
import { warnings } from "./warn.js";

document.documentElement.classList.add("js");

function start(root) {
  counters(root);
  photos(root);
  finders(root);
  warnings(root);
}

// An error summary asks for the focus itself; older browsers do not hear it.
setTimeout(() => {
  const summary = document.querySelector("[data-focus]");
  if (summary && document.activeElement === document.body) summary.focus();
}, 500);

drafts();
guard();
start(document);

// Parts that htmx brings in get the same comfort.
document.addEventListener("htmx:load", (e) => {
  if (e.target !== document.body) start(e.target);
});

// Links of an error summary lead to the field itself, below the sticky bars.
document.addEventListener("click", (e) => {
  const link = e.target.closest(".summary a[href^='#']");
  const field = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!field) return;
  e.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
