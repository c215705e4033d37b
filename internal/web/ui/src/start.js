// A template's text goes where one writes, instead of opening the page anew; what is there already stays.
export function starts() {
  document.addEventListener("click", (e) => {
    const link = e.target.closest("[data-start]");
    const area = link && document.getElementById(link.dataset.into);
    if (!area) return;
    e.preventDefault();
    const at = area.selectionStart || area.value.length;
    area.setRangeText(link.dataset.start, at, area.selectionEnd || at, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    const fold = link.closest("details");
    if (fold) fold.open = false;
  });
}
