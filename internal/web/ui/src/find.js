// A long list of options gets a field that narrows it: by name, by pinyin and its initials, by duty.
const most = 8;

export function finders(root) {
  for (const select of root.querySelectorAll("select[data-find]")) find(select);
}

const plain = (s) => s.toLowerCase().replace(/\s+/g, "");

// quick offers what is suggested, the first group, as buttons.
function quick(select) {
  const row = document.createElement("div");
  row.className = "find-quick";
  const group = select.querySelector("optgroup");
  if (!group) return row;
  const word = document.createElement("span");
  word.textContent = group.label;
  row.append(word);
  for (const option of group.children) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = option.label;
    button.addEventListener("click", () => {
      select.value = option.value;
      select.dispatchEvent(new Event("input", { bubbles: true }));
    });
    row.append(button);
  }
  return row;
}

function find(select) {
  const placeholder = select.dataset.find;
  delete select.dataset.find; // once
  const all = Array.from(select.options, (option) => ({
    option,
    group: option.parentNode === select ? null : option.parentNode,
    words: plain(option.label + " " + (option.dataset.find || "")),
  }));
  const field = document.createElement("input");
  field.type = "search";
  field.className = "form-control";
  field.placeholder = placeholder;
  field.setAttribute("aria-label", placeholder);
  field.setAttribute("aria-controls", select.id);
  field.autocomplete = "off";
  const none = document.createElement("p");
  none.className = "find-none";
  none.setAttribute("role", "status");
  const box = document.createElement("div");
  box.className = "find";
  select.before(box);
  box.append(field, select, none, quick(select));

  const show = () => {
    const query = plain(field.value);
    const fit = all.filter((o) => o.option.value && o.words.includes(query));
    const chosen = select.value;
    for (const group of new Set(all.map((o) => o.group).filter(Boolean))) group.remove();
    for (const o of all) o.option.remove();
    for (const o of query ? fit : all) {
      if (o.group) {
        if (!o.group.isConnected) select.append(o.group);
        o.group.append(o.option);
      } else select.append(o.option);
    }
    const heads = new Set(fit.map((o) => o.group).filter(Boolean)).size;
    select.size = query ? Math.max(2, Math.min(most, fit.length + heads)) : 1;
    select.hidden = query !== "" && fit.length === 0;
    none.textContent = select.hidden ? select.dataset.findNone : "";
    select.value = (query ? fit : all).some((o) => o.option.value === chosen) ? chosen : "";
    if (query && select.value === "") select.selectedIndex = -1;
  };
  const take = () => {
    if (!select.value) return;
    const value = select.value;
    field.value = "";
    show();
    select.value = value;
  };
  field.addEventListener("input", show);
  field.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" && select.size > 1) {
      e.preventDefault();
      select.selectedIndex = 0;
      select.focus();
    } else if (e.key === "Enter" && field.value) {
      e.preventDefault();
      if (select.selectedIndex < 0) select.selectedIndex = 0;
      take();
      select.focus();
    }
  });
  select.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || select.size === 1) return;
    e.preventDefault();
    take();
  });
  select.addEventListener("click", () => select.size > 1 && take());
}
