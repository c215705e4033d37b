// A second press of the button while the first is on its way does nothing. The server's key would catch it too.
const wait = 20000;

export function guard() {
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!form.dataset.guard || e.defaultPrevented) return;
    if (form.dataset.sent) {
      e.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = e.submitter || form.querySelector("button[type=submit]");
    // The button's own name and value must still be sent, so it is not disabled but marked.
    if (button) {
      button.dataset.label = button.textContent;
      button.setAttribute("aria-disabled", "true");
      if (!button.querySelector("svg")) button.textContent = form.dataset.guard;
    }
    setTimeout(() => release(form), wait);
  });
  // Back from the next page, the browser shows this one as it was left: free it.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (e) => {
    const form = e.target.closest("form[data-sent]");
    if (form) release(form);
  });
}

function release(form) {
  delete form.dataset.sent;
  const button = form.querySelector("[aria-disabled=true]");
  if (!button) return;
  button.removeAttribute("aria-disabled");
  if (!button.querySelector("svg")) button.textContent = button.dataset.label;
}
