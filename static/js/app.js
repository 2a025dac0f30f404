// Small comforts on top of pages that work without them. No framework, no global names.
(() => {
  "use strict";
  const each = (selector, work) => document.querySelectorAll(selector).forEach(work);

  // --- selects that submit themselves ---------------------------------------------------------
  // With the keyboard, arrows only move the choice; Enter or leaving the field sends it.
  each("select[data-autosubmit]", (select) => {
    const initial = select.value;
    let typing = false;
    const send = () => select.value !== initial && select.form.requestSubmit();
    select.addEventListener("pointerdown", () => { typing = false; });
    select.addEventListener("keydown", (event) => {
      if (event.key === "Enter") send();
      else if (event.key !== " ") typing = true;
    });
    select.addEventListener("change", () => { if (!typing) send(); });
    select.addEventListener("blur", send);
  });

  // --- one box that ticks all boxes of its form -----------------------------------------------------
  each("[data-check-all]", (label) => {
    const all = label.querySelector("input");
    label.hidden = false;
    label.previousElementSibling.hidden = true;
    all.addEventListener("change", () => {
      all.form.querySelectorAll("input[type=checkbox][name]").forEach((box) => { box.checked = all.checked; });
    });
  });

  // --- work in steps that sends itself until it is done ------------------------------------------
  each("form[data-auto-submit]", (form) => setTimeout(() => form.requestSubmit(), 200));

  // --- menus (details.menu) close on a click elsewhere and on Escape -----------------------------
  document.addEventListener("click", (event) => {
    each("details.menu[open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    each("details.menu[open]", (menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // --- "/" goes to the search box; nothing is sent while an input method is composing -------------
  let composing = false;
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { composing = false; });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (composing && event.target.matches("input, textarea")) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const search = document.getElementById("site-search");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  });

  // --- wide tables keep a scrolling frame of their own --------------------------------------------
  each(".table-wrap", (wrap) => {
    const table = wrap.querySelector("table");
    const measure = () => wrap.classList.toggle("is-wide", table.scrollWidth > wrap.clientWidth + 1);
    if (!table) return;
    measure();
    window.addEventListener("resize", measure); // a tablet is turned
  });

  // --- a changed form warns before it is left ------------------------------------------------------
  const changed = new Set();
  each("form[data-guard]", (form) => {
    if (form.querySelector(".is-invalid, .alert-danger")) changed.add(form); // typed, refused, not yet saved
    form.addEventListener("input", () => changed.add(form));
  });
  window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });

  // --- a form is sent once ---------------------------------------------------------------------------
  // data-repeatable marks forms whose answer is a download: the page stays, so must the button.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    changed.delete(form);
    if (form.method !== "post" || form.hasAttribute("data-repeatable")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => {
      button.classList.add("js-busy");
      button.setAttribute("aria-disabled", "true");
    });
  });
  window.addEventListener("pageshow", () => {
    each("form[data-sent]", (form) => {
      delete form.dataset.sent;
      form.querySelectorAll(".js-busy").forEach((button) => {
        button.classList.remove("js-busy");
        button.removeAttribute("aria-disabled");
      });
    });
  });

  // --- long texts keep a draft in this browser, per person ----------------------------------------
  // Removed when a page says the text was saved, after a week, and when the person signs out.
  const WEEK = 7 * 24 * 3600 * 1000;
  const prefix = `draft:${document.body.dataset.user}:`;
  const mine = () => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
  };
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const write = (key, draft) => {
    try { localStorage.setItem(key, JSON.stringify(draft)); return true; } catch { return false; }
  };
  const forget = (key) => {
    try { localStorage.removeItem(key); } catch { /* storage is switched off */ }
  };
  const plain = (text) => text.replace(/\r\n/g, "\n").trim();
  const clock = (time) => new Date(time).toLocaleString("vi-VN", {
    hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric",
  });
  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const saved = document.querySelector(".js-saved");
  mine().forEach((key) => {
    const draft = read(key);
    if (!draft || (saved && draft.sent) || Date.now() - draft.at > WEEK) forget(key);
  });

  const offer = (area, key, draft) => {
    const box = element("div", "draft-offer", "");
    const restore = element("button", "btn btn-sm btn-outline-primary", "Khôi phục");
    const drop = element("button", "btn btn-sm btn-link", "Bỏ bản nháp");
    restore.type = drop.type = "button";
    box.setAttribute("role", "status");
    box.append(element("p", "", `Có bản nháp chưa lưu trên máy này, gõ lúc ${clock(draft.at)}.`), restore, drop);
    restore.addEventListener("click", () => {
      area.value = draft.text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      box.remove();
      area.focus();
    });
    drop.addEventListener("click", () => { forget(key); box.remove(); area.focus(); });
    area.after(box);
  };

  each("textarea[data-draft-key]", (area) => {
    const key = prefix + area.dataset.draftKey;
    const draft = read(key);
    const refused = area.form?.querySelector(".is-invalid, .alert-danger");
    if (draft && plain(draft.text) !== plain(area.value)) offer(area, key, draft);
    else if (draft && !refused) forget(key);
    if (draft && refused) write(key, { ...draft, sent: false });

    const status = element("p", "draft-saved", "");
    area.after(status);
    let timer;
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (write(key, { text: area.value, at: Date.now() })) {
          status.textContent = `Đã giữ bản nháp trên máy này lúc ${clock(Date.now())}.`;
        }
      }, 800);
    });
    area.form?.addEventListener("submit", () => {
      clearTimeout(timer);
      if (refused || plain(area.value) !== plain(area.defaultValue)) write(key, { text: area.value, at: Date.now(), sent: true });
    });
  });

  each("form[data-forget-drafts]", (form) => {
    form.addEventListener("submit", () => mine().forEach(forget));
  });
})();
