// Desks: the same comfort, and htmx for lists and parts that change in place.
import "htmx.org";
import "./comfort.js";
import { bulk } from "./bulk.js";
import { menus } from "./menu.js";

menus();
bulk();

document.addEventListener("click", (e) => {
  if (e.target.closest("[data-print]")) window.print();
});

