// Counts down how long a step can still be taken back, and takes the button away when its time is over.
export function undos() {
  for (const offer of document.querySelectorAll("[data-undo]")) count(offer);
}

function count(offer) {
  const end = performance.now() + Number(offer.dataset.undo);
  const word = offer.querySelector("[data-left]");
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left <= 0) {
      clearInterval(timer);
      offer.remove();
      return;
    }
    word.textContent = word.dataset.left.replace("{n}", left);
  };
  const timer = setInterval(tick, 250);
  tick();
}
