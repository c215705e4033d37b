// Shows the chosen photos before they are sent, and lets one be taken out again.
export function photos(root) {
  for (const box of root.querySelectorAll("[data-photos]")) watch(box);
}

function watch(box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector(".photo-preview");
  const counter = box.querySelector(".counter");
  const most = Number(box.dataset.photos);
  const kept = () => box.querySelectorAll(".photo-kept input[type=hidden]").length - box.querySelectorAll(".photo-kept input:checked").length;
  let chosen = [];

  const show = () => {
    list.querySelectorAll("img").forEach((img) => URL.revokeObjectURL(img.src));
    list.replaceChildren(...chosen.map(item));
    list.hidden = chosen.length === 0;
    const n = chosen.length + kept();
    counter.textContent = (n > most ? box.dataset.many.replace("{n}", most) : box.dataset.chosen.replace("{n}", n)).trim();
    counter.classList.toggle("is-over", n > most);
  };

  const item = (file, i) => {
    const img = document.createElement("img");
    img.src = URL.createObjectURL(file);
    img.alt = file.name;
    const li = document.createElement("li");
    li.append(img);
    if (canSet) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = box.dataset.remove;
      button.addEventListener("click", () => {
        chosen.splice(i, 1);
        hand(input, chosen);
        show();
        input.focus();
      });
      li.append(button);
    }
    return li;
  };

  // Choosing again adds to what was chosen, where the browser lets us.
  input.addEventListener("change", () => {
    chosen = canSet ? chosen.concat(Array.from(input.files)) : Array.from(input.files);
    hand(input, chosen);
    show();
  });
  box.addEventListener("change", (e) => e.target.type === "checkbox" && show());
}

const canSet = (() => {
  try {
    return !!new DataTransfer().items;
  } catch {
    return false;
  }
})();

function hand(input, files) {
  if (!canSet) return;
  const bag = new DataTransfer();
  for (const file of files) bag.items.add(file);
  input.files = bag.files;
}
