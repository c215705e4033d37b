// Desks: the same comfort, and htmx for lists and parts that change in place.
import "htmx.org";
import "./comfort.js";
import { menus } from "./menu.js";

menus();
