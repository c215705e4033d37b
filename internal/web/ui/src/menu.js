// A menu is a details element; it closes when the person goes elsewhere.
export function menus() {
  document.addEventListener("click", (e) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(e.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (e) => {
    const menu = document.querySelector("details[data-menu][open]");
    if (e.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
