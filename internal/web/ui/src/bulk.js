// Ticking rows: the bar under a list appears with the first tick and counts; the head ticks all rows of the page.
const boxes = () => Array.from(document.querySelectorAll("input[form=bulk]"));

export function bulk() {
  ready();
  document.addEventListener("change", (e) => {
    if (e.target.matches("[data-all]")) boxes().forEach((box) => (box.checked = e.target.checked));
    if (e.target.matches("[data-all], input[form=bulk]")) count();
  });
  window.addEventListener("pageshow", count);
}

// ready adds what needs a script, also to a list that was brought up to date.
export function ready() {
  const head = document.querySelector("th[data-pick-all]");
  if (head && !head.querySelector("input")) {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.dataset.all = "";
    all.setAttribute("aria-label", head.dataset.pickAll);
    head.append(all);
  }
  count();
}

export const chosen = () => boxes().filter((box) => box.checked).length;

function count() {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const n = chosen();
  bar.hidden = n === 0;
  const word = bar.querySelector("[data-chosen]");
  word.textContent = word.dataset.chosen.replace("{n}", n);
  const all = document.querySelector("[data-all]");
  if (all) {
    all.checked = n > 0 && n === boxes().length;
    all.indeterminate = n > 0 && n < boxes().length;
  }
}
