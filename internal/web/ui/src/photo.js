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

  // What the form sends as files is what has not come to the server already.
  const show = () => {
    hand(
      input,
      chosen.filter((photo) => !photo.token).map((photo) => photo.file),
    );
    list.hidden = chosen.length === 0;
    const n = chosen.length + kept();
    counter.textContent = (n > most ? box.dataset.many.replace("{n}", most) : box.dataset.chosen.replace("{n}", n)).trim();
    counter.classList.toggle("is-over", n > most);
  };

  const add = (file) => {
    const photo = { file, item: item(file), token: "" };
    photo.drop = () => {
      chosen = chosen.filter((other) => other !== photo);
      URL.revokeObjectURL(photo.item.firstChild.src);
      photo.item.remove();
      if (photo.dropped) photo.dropped();
      show();
    };
    photo.keep = (token) => {
      photo.token = token;
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: input.name, value: token });
      photo.item.append(hidden);
      show();
    };
    if (canSet) photo.item.append(dropper(photo));
    chosen.push(photo);
    list.append(photo.item);
    return photo;
  };

  const dropper = (photo) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = box.dataset.remove;
    button.addEventListener("click", () => {
      photo.drop();
      input.focus();
    });
    return button;
  };

  // Choosing again adds to what was chosen, where the browser lets us.
  input.addEventListener("change", () => {
    if (!canSet) chosen.slice().forEach((photo) => photo.drop());
    const added = Array.from(input.files).map(add);
    show();
    if (canSet) for (const photo of added.slice(0, Math.max(0, added.length - over()))) box.dispatchEvent(new CustomEvent("photo", { detail: photo }));
  });
  const over = () => chosen.length + kept() - most;
  box.addEventListener("change", (e) => e.target.type === "checkbox" && show());
}

function item(file) {
  const img = document.createElement("img");
  img.src = URL.createObjectURL(file);
  img.alt = file.name;
  const li = document.createElement("li");
  li.append(img);
  return li;
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
