// Counts characters as people do: one for 家, one for 👨‍👩‍👧 where the browser can.
export function length(text) {
  if (typeof Intl !== "undefined" && Intl.Segmenter && text.length < 20000) {
    let n = 0;
    for (const _ of new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(text)) n++;
    return n;
  }
  return Array.from(text).length;
}

export function counters(root) {
  for (const out of root.querySelectorAll("[data-count]")) {
    const field = document.getElementById(out.dataset.count);
    if (!field) continue;
    const show = () => {
      const left = Number(out.dataset.max) - length(field.value.trim());
      out.textContent = (left < 0 ? out.dataset.over : out.dataset.left).replace("{n}", Math.abs(left));
      out.classList.toggle("is-over", left < 0);
    };
    field.addEventListener("input", show);
    field.addEventListener("draft", show);
    if (field.value) show();
  }
}
