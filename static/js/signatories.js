// One press on a suggestion fills the signatory and the post of its row; choosing from the list fills the post.
(() => {
  "use strict";
  const set = (box, value) => {
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.querySelectorAll("[data-row]").forEach((row) => {
    const name = row.querySelector("[name$=signatory]");
    const post = row.querySelector("[name$=post]");
    const offers = [...row.querySelectorAll("button[data-name]")];
    offers.forEach((offer) => offer.addEventListener("click", () => {
      set(name, offer.dataset.name);
      if (offer.dataset.post) set(post, offer.dataset.post);
      name.focus();
    }));
    name.addEventListener("change", () => {
      const found = offers.find((offer) => offer.dataset.name === name.value);
      if (found?.dataset.post && !post.value) set(post, found.dataset.post);
    });
  });
})();
