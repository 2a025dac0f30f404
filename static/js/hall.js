// The screen in the hall follows the console: one request at a time, one timer for the next, nothing kept.
(() => {
  "use strict";
  const screen = document.getElementById("man-hinh");
  const lost = document.getElementById("dang-noi");
  const closed = document.getElementById("da-dong");
  const FITS = ["", "fit-1", "fit-2", "fit-3", "fit-4", "fit-5"];
  let mark = screen.dataset.mark, failures = 0, skew = 0;

  // --- the largest letters with which every unit is seen whole ------------------------------------
  const overflows = (part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1;
  const fit = () => {
    const list = screen.querySelector("[data-units]");
    if (!list) return;
    for (const size of FITS) {
      for (const tight of ["", "fit-name"]) { // the one who signs is shown smaller before all others are
        screen.className = `${tight} ${size}`.trim();
        if (!overflows(list) && ![...list.children].some(overflows) && !overflows(screen)) return;
      }
    }
  };

  // --- the countdown: the server's clock, not the one of this machine -------------------------------
  const tick = () => {
    const place = screen.querySelector("[data-countdown]");
    if (!place) return;
    const left = Math.max(0, Math.round((Date.parse(place.dateTime) - Date.now() - skew) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(left / 3600);
    const text = `${hours ? `${hours}:` : ""}${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    if (place.textContent !== text) place.textContent = text;
  };

  const look = async () => {
    const cut = new AbortController();
    const patience = setTimeout(() => cut.abort(), 6000);
    try {
      const answer = await fetch(screen.dataset.state, {
        headers: { "If-None-Match": mark }, credentials: "omit", cache: "no-store", signal: cut.signal,
      });
      const clock = Date.parse(answer.headers.get("Date"));
      if (clock) skew = clock - Date.now();
      closed.hidden = answer.status !== 404;
      if (answer.status === 200) {
        const html = await answer.text();
        mark = answer.headers.get("ETag") || "";
        screen.innerHTML = html;
        tick();
        fit();
      } else if (answer.status !== 304 && answer.status !== 404) throw new Error(String(answer.status));
      if (answer.status === 404) screen.replaceChildren();
      failures = answer.status === 404 ? 5 : 0;
      lost.hidden = true;
      if (answer.status === 404) mark = "";
    } catch {
      failures += 1;
      lost.hidden = failures < 3; // one lost answer is no reason to worry a hall
    } finally {
      clearTimeout(patience);
      setTimeout(look, Math.min(8000, 850 * 1.6 ** Math.max(0, failures - 2)) + Math.random() * 300);
    }
  };

  window.addEventListener("resize", fit);
  window.addEventListener("online", () => { failures = 0; });
  document.fonts?.addEventListener("loadingdone", fit); // letters of the page's own type are wider than those before
  setInterval(tick, 250);
  tick();
  fit();
  look();
})();
