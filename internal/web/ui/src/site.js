// Comfort for people whose browser runs scripts. Every page works without it; the words come from the page.
import "./comfort.js";
import { phone } from "./phone.js";
import { share } from "./share.js";

phone();
share();
