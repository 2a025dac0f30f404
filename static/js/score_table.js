// Form of a criterion: shows the boxes that its kind and its way of counting use. What is hidden keeps what was typed;
// the server reads only what the kind uses. Without this script all boxes are shown.
(() => {
  "use strict";
  const form = document.querySelector("form.form-sheet");
  const value = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value;

  const show = () => {
    form.querySelectorAll("[data-kinds]").forEach((part) => {
      part.hidden = !part.dataset.kinds.split(" ").includes(value("kind"));
    });
    form.querySelectorAll("[data-scales]").forEach((part) => {
      part.hidden = !part.dataset.scales.split(" ").includes(value("scale"));
    });
  };

  form.addEventListener("change", show);
  window.addEventListener("pageshow", show); // going back, the browser puts in what was chosen before
  show();
})();
