// What phones do differently: pages that come back as they were left, a keyboard that lies over the page.
export function phone() {
  // Back in a WebView shows a page from memory: what it says of a case may be old. A form keeps what was typed.
  window.addEventListener("pageshow", (e) => {
    if (e.persisted && !document.querySelector("main form[method=post]")) location.reload();
  });
  const root = document.documentElement;
  const written = "textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=file])";
  document.addEventListener("focusin", (e) => root.classList.toggle("is-writing", e.target.matches(written)));
  document.addEventListener("focusout", () => root.classList.remove("is-writing"));
  if (!window.visualViewport) return;
  window.visualViewport.addEventListener("resize", () => {
    const field = document.activeElement;
    if (!field || !field.matches(written)) return;
    const box = field.getBoundingClientRect();
    if (box.bottom > window.visualViewport.height || box.top < 0) field.scrollIntoView({ block: "center" });
  });
}
