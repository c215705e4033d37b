// Looking at a case beside its list, where the screen is wide enough for both.
const wide = window.matchMedia("(min-width: 1200px)");

export function panes() {
  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-pane-close]")) forgetPane();
    const row = e.target.closest("tr[data-row]");
    if (row && wide.matches && !e.target.closest("a, input, label, button")) look(row);
  });
  document.addEventListener("htmx:afterSwap", (e) => {
    if (e.target.id === "pane") e.target.hidden = false;
  });
}

// look marks a row and shows its case beside the list.
export function look(row) {
  for (const other of document.querySelectorAll("tr.is-chosen")) other.classList.remove("is-chosen");
  row.classList.add("is-chosen");
  if (wide.matches && document.getElementById("pane")) row.dispatchEvent(new Event("peek"));
}

// forgetPane closes the case beside the list; false when none is open.
export function forgetPane() {
  const pane = document.getElementById("pane");
  if (!pane || pane.hidden) return false;
  pane.hidden = true;
  pane.textContent = "";
  return true;
}
