// Desks: the same comfort, and htmx for lists and parts that change in place.
import "htmx.org";
import "./comfort.js";
import { bulk } from "./bulk.js";
import { fresh } from "./fresh.js";
import { keys } from "./keys.js";
import { menus } from "./menu.js";
import { panes } from "./pane.js";
import { starts } from "./start.js";
import { undos } from "./undo.js";

menus();
bulk();
panes();
keys();
fresh();
starts();
undos();

document.addEventListener("click", (e) => {
  if (e.target.closest("[data-print]")) window.print();
});

// The tab of the queue that is shown stands in sight.
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;

// And so does the part of the house at the foot of a phone.
const rail = document.querySelector(".rail");
const part = rail && [...rail.querySelectorAll("[aria-current]")].find((el) => el.offsetWidth > 0);
if (part) rail.scrollLeft = part.offsetLeft - 16;
