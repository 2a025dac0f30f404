// The attendance sheet: how many are there so far, while one is still ticking.
(() => {
  "use strict";
  const tally = document.querySelector("[data-tally]");
  const form = tally?.closest("form");
  if (!form) return;
  const count = () => {
    const states = [...form.querySelectorAll(".states input:checked")].map((input) => input.value);
    const of = (...values) => states.filter((state) => values.includes(state)).length;
    tally.textContent = `Có mặt ${of("present", "stand_in")}, vắng ${of("absent")}, chưa điểm danh ${of("unknown")}`;
  };
  form.addEventListener("change", count);
  count();
})();
