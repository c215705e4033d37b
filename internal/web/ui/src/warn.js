// Warns of words in a text that bind nobody, while one writes. It only says so: the server asks once more before sending.
export function warnings(root) {
  for (const area of root.querySelectorAll("textarea[data-warn]")) warn(area);
}

function warn(area) {
  const words = area.dataset.warn.split("|");
  const said = document.createElement("p");
  said.className = "field-warning";
  said.setAttribute("role", "status");
  area.after(said);
  const look = () => {
    const found = words.filter((word) => area.value.includes(word));
    said.textContent = found.length ? area.dataset.warning.replace("{words}", found.join("、")) : "";
  };
  area.addEventListener("input", look);
  area.addEventListener("draft", look);
  look();
}
