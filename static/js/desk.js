// The leader's desk by keyboard. Without this file the same page works with links and the form.
(() => {
  "use strict";
  const form = document.querySelector("form[data-desk]");
  const way = (rel) => document.querySelector(`.queue a[rel=${rel}]`);
  const isTyping = (element) => element.closest("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");
  const field = (name) => form && form.querySelector(`[name=${name}]`);

  const go = (rel) => {
    const link = way(rel);
    if (link) link.click();
    return Boolean(link);
  };
  const choose = (place) => {
    const radio = form && form.querySelectorAll("input[type=radio][name=opinion]")[place - 1];
    if (!radio) return false;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  const enter = (name) => {
    const box = field(name);
    if (!box) return false;
    box.focus();
    if (name === "score") box.select();
    return true;
  };

  // By the place of the key, so that a Vietnamese input method changes nothing.
  const KEYS = {
    KeyJ: () => go("next"), ArrowRight: () => go("next"),
    KeyK: () => go("prev"), ArrowLeft: () => go("prev"),
    KeyD: () => enter("score"), KeyN: () => enter("comment"),
  };
  [1, 2, 3, 4].forEach((place) => {
    KEYS[`Digit${place}`] = KEYS[`Numpad${place}`] = () => choose(place);
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Escape" && form && form.contains(event.target)) { event.target.blur(); return; }
    if (isTyping(event.target)) return;
    if (event.target.matches("[type=radio]") && event.key.startsWith("Arrow")) return; // there they choose
    const work = KEYS[event.code];
    if (work && work()) event.preventDefault();
  });
})();
