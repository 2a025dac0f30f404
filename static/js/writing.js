// The page on which a pledge is written. Works without this file too: every row is a form of its own.
// A text is saved some moments after typing stops and when it is left; until the server has it, it stays in this
// browser. What others write appears by itself; what two people write at once is shown to the second one.
(() => {
  "use strict";
  const root = document.querySelector("[data-writing]");
  if (!root) return;
  const PAUSE = 1500, IDLE = 60_000, POLL = 4000, MINUTE = 60_000, HOUR = 3_600_000, RETRY = 4000, FRESH = 3000;
  const address = root.dataset;
  const letters = address.letters;
  const prefix = `draft:${document.body.dataset.user}:soan-${address.pledge}-`;
  const statusBox = root.querySelector("[data-status] [role=status]");
  const told = root.querySelector("[data-told]");
  const saidAll = root.querySelector("[data-said-all]");
  let token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  let state = JSON.parse(document.getElementById("state").textContent);
  let etag = "", composing = false, offline = false, signedOut = false, dragging = false;

  const make = (tag, className = "", text = "") => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  };
  const button = (text, className, act) => {
    const made = make("button", `btn btn-sm ${className}`, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const tell = (text) => { told.textContent = text; };
  const show = (text, tone = "") => {
    if (statusBox.textContent !== text) statusBox.textContent = text;
    statusBox.parentElement.dataset.tone = tone;
  };
  const saved = (at) => {
    // "Saved" is never said of the whole while a row still waits for its writer.
    const waiting = [...rows].filter((row) => row.isDirty && (row.refused || row.conflict || row.gone)).length;
    if (waiting) show(`Đã lưu lúc ${at}; còn ${waiting} dòng chưa lưu, xem lời nhắc ở dòng đó.`, "warn");
    else show(`Đã lưu lúc ${at}`, "good");
  };
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const store = {
    read: (key) => { try { return JSON.parse(localStorage.getItem(prefix + key)); } catch { return null; } },
    write: (key, kept) => { try { localStorage.setItem(prefix + key, JSON.stringify(kept)); return true; } catch { return false; } },
    drop: (key) => { try { localStorage.removeItem(prefix + key); } catch { /* storage is switched off */ } },
    keys: () => {
      try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)); } catch { return []; }
    },
  };

  // --- talking to the server ----------------------------------------------------------------------
  class Offline extends Error {}
  class SignedOut extends Error {}

  const ask = async (url, options = {}) => {
    let answer;
    try {
      answer = await fetch(url, { redirect: "manual", credentials: "same-origin", cache: "no-store", ...options });
    } catch { throw new Offline(); }
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
    if (answer.status === 503) throw new Offline("Hệ thống đang tạm dừng; phần đã gõ còn giữ trên máy này và được gửi khi hệ thống trở lại.");
    if (answer.status >= 502) throw new Offline();
    return answer;
  };
  const renewToken = async () => {
    const answer = await ask(address.state);
    token = answer.headers.get("X-CSRFToken") || token;
  };
  const post = async (url, fields, keepalive = false) => {
    const send = () => ask(url, {
      method: "POST", body: new URLSearchParams(fields), keepalive,
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    let answer = await send();
    if (answer.status === 403 && !keepalive) { await renewToken(); answer = await send(); }
    const isData = (answer.headers.get("Content-Type") || "").includes("json");
    const data = isData ? await answer.json() : { sentences: ["Máy chủ chưa nhận được. Phần đã gõ còn giữ trên máy này; tải lại trang rồi thử lại."] };
    reached();
    return { status: answer.status, ...data };
  };
  const reached = () => { offline = false; if (signedOut) { signedOut = false; saidAll.replaceChildren(); } };
  const failed = (error) => {
    if (error instanceof SignedOut) {
      show("Phiên làm việc đã hết hạn. Phần đã gõ còn giữ trên máy này.", "warn");
      if (!signedOut) offerSignIn();
      signedOut = true;
    } else if (error instanceof Offline) {
      offline = true;
      show(error.message || "Mất kết nối mạng; phần đã gõ còn giữ trên máy này.", "warn");
    } else { throw error; }
  };
  const offerSignIn = () => {
    const note = make("div", "note note-warn");
    const inside = make("div");
    const link = make("a", "btn btn-sm btn-outline-primary", "Đăng nhập lại");
    link.href = `${address.login}?next=${encodeURIComponent(location.pathname)}`;
    inside.append(make("p", "", "Phiên làm việc đã hết hạn. Chữ đã gõ còn giữ trên máy này và được gửi ngay sau khi đăng nhập lại."), link);
    note.append(inside);
    saidAll.replaceChildren(note);
  };

  // --- one row: a content, a target, or the head of the pledge ---------------------------------------
  const rows = new Set();
  const rowOf = (element) => element.closest("[data-part]")?.writingRow;

  class Row {
    constructor(element) {
      this.el = element;
      element.writingRow = this;
      rows.add(this);
      this.part = element.dataset.part;
      this.pk = element.dataset.pk;
      this.revision = Number(element.dataset.revision);
      this.key = element.dataset.key || (element.dataset.key = uuid());
      this.form = element.matches("form") ? element : element.querySelector("form");
      this.inputs = [...this.form.querySelectorAll("textarea, input:not([type=hidden]), select")];
      this.base = this.values();
      this.saving = null;
      this.again = false;
      this.unsettled = false;
      this.conflict = null;
      this.typedAt = 0;
      this.inputs.forEach(grow);
      this.fit();
      this.form.addEventListener("submit", (event) => { event.preventDefault(); this.save(true); });
      element.addEventListener("input", (event) => { if (rowOf(event.target) === this && this.inputs.includes(event.target)) this.typed(event.target); });
      element.addEventListener("focusout", (event) => {
        if (rowOf(event.target) !== this || !this.inputs.includes(event.target)) return;
        setTimeout(() => { if (!this.inputs.includes(document.activeElement)) this.left(); });
      });
    }
    get id() { return this.pk ? `${this.part}-${this.pk}` : `new-${this.part}-${this.key}`; }
    get said() { return this.el.querySelector(":scope > [data-said]"); }
    get isEmpty() { return !this.pk && this.part !== "pledge" && !this.inputs.find((input) => input.name === "text").value.trim(); }
    get isFocused() { return this.inputs.includes(document.activeElement); }
    values() { return Object.fromEntries(this.inputs.map((input) => [input.name, input.value])); }
    changed() { const now = this.values(); return Object.keys(now).filter((name) => now[name] !== this.base[name]); }
    get isDirty() { return (!this.pk && !this.isEmpty) || this.changed().length > 0; }

    fit() {
      // A level only where its kind has one; what was typed there comes back with the kind.
      if (this.part !== "target") return;
      const box = (name) => this.inputs.find((input) => input.name === name);
      const kind = box("kind").value, value = box("value");
      const hasLevel = kind === "percent" || kind === "quantity";
      this.el.dataset.kind = kind;
      if (!hasLevel && value.value) { value.dataset.aside = value.value; value.value = ""; }
      if (hasLevel && !value.value && value.dataset.aside) value.value = value.dataset.aside;
    }
    typed(input) {
      grow(input);
      if (input.name === "kind") this.fit();
      this.typedAt = Date.now();
      this.keep();
      clearTimeout(this.timer);
      clearTimeout(this.idle);
      if (!composing) this.timer = setTimeout(() => this.save(false), PAUSE);
      this.idle = setTimeout(() => this.save(true), IDLE);
    }
    keep() {
      if (!this.isDirty) { store.drop(this.id); return; }
      const place = this.pk ? {} : { parent: this.parentPk, position: this.position };
      store.write(this.id, { values: this.values(), base: this.base, revision: this.revision, at: Date.now(), ...place });
    }
    left() {
      if (!rows.has(this)) return;
      clearTimeout(this.timer);
      clearTimeout(this.idle);
      if (this.isEmpty) { if (!this.el.hidden && !this.isFocused) this.vanish(); return; }
      if (this.isDirty || this.unsettled) this.save(true);
    }
    get list() { return this.el.parentElement; }
    get moves() { return this.el.querySelector("[data-acts]").getAttribute("action"); } // has its number once it is saved
    get parentPk() { return this.list?.dataset.parent || ""; }
    get position() { return this.list ? [...this.list.children].filter((li) => li === this.el || li.dataset.pk).indexOf(this.el) : 0; }
    vanish() { rows.delete(this); store.drop(this.id); this.el.remove(); renumber(); }

    fields(isLeft) {
      const names = this.part === "pledge" ? this.changed() : this.inputs.map((input) => input.name);
      const sent = { part: this.part, pk: this.pk, seen: this.revision, left: isLeft ? "1" : "0" };
      const values = this.values();
      names.forEach((name) => { sent[name] = values[name]; sent[`base_${name}`] = this.base[name]; });
      if (!this.pk) Object.assign(sent, { key: this.key, cha: this.parentPk, vi_tri: this.position });
      return sent;
    }
    async save(isLeft) {
      if (!rows.has(this) || this.conflict || this.gone || this.isEmpty || composing) return;
      if (!this.pk && this.part === "content" && this.list !== topList && !this.parentPk) return; // its content comes first
      if (!this.isDirty && !(isLeft && this.unsettled)) return;
      if (this.saving) { this.again = true; this.againLeft ||= isLeft; return; }
      clearTimeout(this.timer);
      const sent = this.values();
      show("Đang lưu…");
      this.saving = post(address.save, this.fields(isLeft));
      try { this.took(await this.saving, sent, isLeft); } catch (error) { failed(error); } finally { this.saving = null; }
      if (this.again) { const last = this.againLeft; this.again = this.againLeft = false; this.save(last); }
    }
    took(answer, sent, isLeft) {
      if (answer.status === 200) {
        const before = this.id;
        if (!this.pk) { this.named(answer.pk); store.drop(before); }
        this.revision = answer.revision;
        this.base = sent;
        this.unsettled = !isLeft;
        this.refused = false;
        this.said.replaceChildren();
        this.keep();
        saved(answer.at);
        accept(answer.state);
        refreshPrint();
      } else if (answer.status === 409) { this.meet(answer, sent); } else if (answer.status === 410) { this.lost(answer.sentences); } else {
        this.refused = true;
        show(`Chưa lưu: ${answer.sentences.join(" ")}`, "warn");
        this.note("warn", answer.sentences.join(" "));
      }
    }
    named(pk) {
      this.pk = this.el.dataset.pk = String(pk);
      const list = this.el.querySelector(":scope > [data-list]");
      if (list) list.dataset.parent = this.pk;
      this.el.querySelectorAll("form, button[formaction], a[data-add]").forEach((node) => {
        if (rowOf(node) !== this) return;
        for (const name of ["action", "formaction", "href"]) {
          const value = node.getAttribute(name);
          if (value) node.setAttribute(name, value.replace(/\/0\//, `/${pk}/`).replace(/cha=0/, `cha=${pk}`));
        }
      });
    }
    put(values) {
      this.inputs.forEach((input) => { if (input.name in values && input.value !== values[input.name]) { input.value = values[input.name]; grow(input); } });
      this.fit();
    }
    take(part) {
      // What the server has now. A text that is being typed is never touched.
      if (part.revision <= this.revision || this.conflict || this.saving) return false;
      if (this.isDirty) return false; // the next save will show both texts
      if (this.isFocused && Date.now() - this.typedAt < FRESH) return false;
      const input = this.isFocused ? document.activeElement : null;
      const place = input && "selectionStart" in input && input.tagName === "TEXTAREA" ? [input.selectionStart, input.selectionEnd] : null;
      this.put(part.values);
      if (place) input.setSelectionRange(...place);
      this.base = this.values();
      this.revision = part.revision;
      store.drop(this.id);
      this.el.classList.add("is-fresh");
      setTimeout(() => this.el.classList.remove("is-fresh"), FRESH);
      return true;
    }
    note(tone, text, ...more) {
      const box = make("div", `note note-${tone}`);
      const inside = make("div");
      inside.append(make("p", "", text), ...more);
      box.append(inside);
      this.said.replaceChildren(box);
      return inside;
    }
    meet(answer, sent) {
      // Two people wrote the same text. Nothing was overwritten; this person chooses.
      this.conflict = answer;
      this.keep();
      show("Chưa lưu: có người vừa sửa cùng chỗ.", "warn");
      const compared = make("p", "writing-compared");
      answer.segments.forEach(({ state: what, text }) => {
        const tag = { same: "span", removed: "del", added: "ins" }[what];
        compared.append(make(tag, "", text));
      });
      const legend = make("p", "muted", "Gạch ngang: chỉ có ở bản của người đó. Gạch chân: chỉ có ở bản đang gõ.");
      const choices = make("div", "toolbar");
      const go = (act) => () => { this.conflict = null; this.said.replaceChildren(); act(); };
      const based = () => { this.revision = answer.revision; this.base = { ...this.base, ...answer.values }; };
      choices.append(
        button("Giữ bản đang gõ", "btn-outline-primary", go(() => { based(); this.keep(); this.save(true); })),
        button("Lấy bản của người đó", "btn-outline-secondary", go(() => {
          based(); this.put(answer.values); this.base = this.values(); store.drop(this.id); show("Đã lấy bản của người đó.", "good"); refreshPrint();
        })),
        button("Ghép hai bản", "btn-outline-secondary", go(() => {
          based(); this.put({ [answer.field]: answer.merged }); this.keep(); this.inputs.find((input) => input.name === answer.field)?.focus(); this.save(false);
        })),
      );
      this.note("warn", `${answer.sentences.join(" ")} Bản đó chưa bị ghi đè; phần vừa gõ vẫn còn trong ô.`, compared, legend, choices).setAttribute("role", "alert");
    }
    lost(sentences) {
      this.gone = true;
      this.keep();
      show("Chưa lưu: phần này vừa được bỏ.", "warn");
      const choices = make("div", "toolbar");
      choices.append(
        button("Thêm lại", "btn-outline-primary", () => {
          store.drop(this.id);
          this.gone = false; this.pk = this.el.dataset.pk = ""; this.revision = 0;
          this.key = this.el.dataset.key = uuid();
          this.el.querySelectorAll("form, button[formaction], a[data-add]").forEach((node) => {
            for (const name of ["action", "formaction", "href"]) {
              const value = node.getAttribute(name);
              if (value) node.setAttribute(name, value.replace(/(noi-dung|chi-tieu)\/\d+\//, "$1/0/"));
            }
          });
          this.base = {}; this.said.replaceChildren(); this.keep(); this.save(true);
        }),
        button("Bỏ phần đã gõ", "btn-outline-secondary", () => this.vanish()),
      );
      this.note("warn", sentences.join(" "), choices).setAttribute("role", "alert");
    }
  }

  const grow = (input) => {
    if (input.tagName !== "TEXTAREA") return;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  };

  // --- the tree as the server has it ---------------------------------------------------------------
  const topList = root.querySelector("#noi-dung [data-list]");
  const targetList = root.querySelector("[data-targets]");
  const fromTemplate = (name) => root.querySelector(`template[data-new=${name}]`).content.firstElementChild.cloneNode(true);
  const born = (name, part) => {
    const element = fromTemplate(name);
    if (name === "target") {
      const suffix = part?.pk || uuid().slice(0, 8);
      element.querySelectorAll("[id]").forEach((node) => { node.id = node.id.replace("moi", suffix); });
      element.querySelectorAll("[for]").forEach((node) => { node.htmlFor = node.htmlFor.replace("moi", suffix); });
    }
    if (part) element.dataset.key = part.key;
    const row = new Row(element);
    if (part) { row.named(part.pk); row.put(part.values); row.revision = part.revision; row.base = row.values(); }
    const list = element.querySelector(":scope > [data-list]");
    if (list) sortable(list);
    return row;
  };
  const letter = (number) => {
    let text = "";
    while (number) { text = letters[(number - 1) % letters.length] + text; number = Math.floor((number - 1) / letters.length); }
    return text;
  };
  const renumber = () => {
    const mark = (li, name, text, sign) => {
      li.querySelector("[data-mark]").textContent = text + sign;
      li.querySelector("[data-menu-label]").textContent = `Thao tác với ${name} ${text}`;
    };
    [...topList.children].forEach((li, place) => {
      mark(li, "nội dung", String(place + 1), ".");
      li.querySelector("textarea").setAttribute("aria-label", `Nội dung ${place + 1}`);
      [...li.querySelector(":scope > [data-list]").children].forEach((point, at) => {
        mark(point, "điểm", letter(at + 1), ")");
        point.querySelector("textarea").setAttribute("aria-label", `Điểm ${letter(at + 1)} của nội dung ${place + 1}`);
      });
    });
    [...targetList.children].forEach((li, place) => mark(li, "chỉ tiêu", String(place + 1), "."));
    root.querySelector("[data-no-contents]").hidden = topList.children.length > 0;
    count();
  };
  const count = () => {
    const note = root.querySelector("[data-differ]");
    const declared = Number(root.querySelector("[name=declared_contents]")?.value || 0);
    const listed = [...topList.children].filter((li) => !li.writingRow?.isEmpty).length;
    note.hidden = !declared || declared === listed;
    if (note.hidden) return;
    root.querySelector("[data-differ-text]").textContent = `Số nội dung đã khai là ${declared}, danh sách có ${listed}.`;
    root.querySelector("[data-differ-more]").hidden = listed < declared;
  };
  root.querySelector("[name=declared_contents]")?.addEventListener("input", count);

  const lay = (list, parts, name) => {
    // Only rows out of place are moved; a row that is being typed in keeps its caret.
    const known = new Map([...rows].filter((row) => row.part !== "pledge").map((row) => [row.part + row.key, row]));
    const wanted = parts.map((part) => {
      const kind = name === "target" ? "target" : "content";
      let row = known.get(kind + part.key);
      if (row && (row.el.querySelector(":scope > [data-list]") !== null) !== (name === "top") && kind === "content") row = reborn(row, name);
      if (!row) row = born(name, part);
      else if (!row.pk) { store.drop(row.id); row.named(part.pk); row.revision = part.revision; }
      return row;
    });
    const mine = [...list.children].map((li) => li.writingRow).filter((row) => row && !row.pk);
    const after = new Map(mine.map((row) => [row, row.el.previousElementSibling]));
    let here = list.firstElementChild;
    wanted.forEach((row) => {
      while (here && !wanted.includes(here.writingRow)) here = here.nextElementSibling;
      if (here === row.el) here = here.nextElementSibling;
      else keepCaret(() => list.insertBefore(row.el, here));
    });
    after.forEach((previous, row) => { if (previous && previous.parentElement === list && row.el.previousElementSibling !== previous) previous.after(row.el); });
    return wanted;
  };
  const reborn = (row, name) => {
    // A content has become a point, or a point a content: its menu is another one.
    const isFocused = row.isFocused, values = row.values(), { base, revision, unsettled } = row;
    const next = born(name, { key: row.key, pk: row.pk, revision, values: base });
    next.put(values); next.unsettled = unsettled;
    rows.delete(row);
    row.el.replaceWith(next.el);
    if (isFocused) next.inputs[0].focus();
    return next;
  };
  const keepCaret = (work) => {
    const input = document.activeElement;
    const place = input?.tagName === "TEXTAREA" ? [input.selectionStart, input.selectionEnd] : null;
    work();
    if (place && document.activeElement !== input && root.contains(input)) { input.focus({ preventScroll: true }); input.setSelectionRange(...place); }
  };
  const accept = (next, news = false) => {
    if (!next || dragging) return;
    const before = state;
    state = next;
    if (!next.open) { closed(); return; }
    const present = new Set();
    const said = [];
    const visit = (row, part) => {
      present.add(row);
      if (row.take(part) && news) {
        const who = next.editors[`${row.part}-${row.pk}`];
        const what = row.el.querySelector("textarea")?.getAttribute("aria-label") || `Chỉ tiêu ${row.el.querySelector("[data-mark]").textContent}`;
        said.push(`${who || "Người khác"} vừa sửa ${what.toLowerCase()}.`);
      }
    };
    const tops = lay(topList, next.contents, "top");
    tops.forEach((row, place) => {
      const part = next.contents[place];
      visit(row, part);
      lay(row.el.querySelector(":scope > [data-list]"), part.points, "point").forEach((point, at) => visit(point, part.points[at]));
    });
    lay(targetList, next.targets, "target").forEach((row, place) => visit(row, next.targets[place]));
    const head = [...rows].find((row) => row.part === "pledge");
    takeHead(head, next.pledge);
    rows.forEach((row) => {
      if (row === head || !row.pk || present.has(row)) return;
      if (row.isDirty) row.lost(["Phần này vừa được người khác bỏ. Chữ đã gõ vẫn còn ở đây."]);
      else if (!row.gone) { rows.delete(row); store.drop(row.id); row.el.remove(); }
    });
    renumber();
    if (said.length) tell(said.join(" "));
    if (news && before.version !== next.version) refreshPrint();
  };
  const takeHead = (row, part) => {
    // The head is many boxes of one row: each takes what is new unless it is being written here.
    if (part.revision <= row.revision || row.conflict || row.saving) return;
    const dirty = row.changed();
    row.inputs.forEach((input) => {
      if (!(input.name in part.values) || dirty.includes(input.name)) return;
      if (input === document.activeElement && Date.now() - row.typedAt < FRESH) return;
      row.base[input.name] = input.value = part.values[input.name];
      grow(input);
    });
    if (!dirty.length) row.revision = part.revision;
  };
  const closed = () => {
    show("Giao ước đã chuyển sang bước khác nên không sửa được nữa.", "warn");
    if (saidAll.childElementCount) return;
    const note = make("div", "note note-warn");
    const inside = make("div");
    inside.append(make("p", "", "Giao ước vừa được chuyển sang bước khác nên nội dung không sửa được nữa. Chữ chưa lưu vẫn còn trong các ô để chép ra."));
    note.append(inside);
    saidAll.replaceChildren(note);
  };

  // --- buttons, keys, dragging -----------------------------------------------------------------------
  const act = async (url, fields, done) => {
    try {
      const answer = await post(url, fields);
      if (answer.state) accept(answer.state);
      if (answer.status === 200) {
        saved(answer.at);
        tell(done || answer.done);
        offerUndo(answer.removed);
        refreshPrint();
      } else { show(answer.sentences.join(" "), "warn"); tell(answer.sentences.join(" ")); }
      return answer.status === 200;
    } catch (error) { failed(error); accept(state); return false; }
  };
  const offerUndo = (label) => {
    const form = root.querySelector("[data-undo-form]");
    form.hidden = !label;
    if (label) form.querySelector("[data-undo-label]").textContent = `Vừa bỏ: “${label}”`;
  };
  root.querySelector("[data-undo-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    act(address.undo, {});
  });
  root.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-acts]");
    if (!form) return;
    event.preventDefault();
    const row = rowOf(form), pressed = event.submitter;
    form.closest("details").open = false;
    if (!row.pk && (row.isEmpty || pressed.hasAttribute("data-removes"))) { row.vanish(); return; }
    await settle(row);
    if (!row.pk) return;
    const url = pressed.getAttribute("formaction") || form.getAttribute("action");
    await act(url, pressed.name ? { [pressed.name]: pressed.value } : {});
    if (!pressed.hasAttribute("data-removes") && row.el.isConnected) row.el.querySelector("summary")?.focus();
  });
  const settle = async (row) => {
    if (row.saving) await row.saving.catch(() => null);
    await row.save(true);
  };
  const addAfter = (list, name, after) => {
    const row = born(name, null);
    if (after) after.after(row.el); else list.append(row.el);
    renumber();
    row.inputs.forEach(grow);
    (row.el.querySelector("textarea") || row.inputs[0]).focus();
    return row;
  };
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-add]");
    if (!link) return;
    const row = rowOf(link);
    if (link.dataset.add === "point" && !row.pk) return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    if (link.dataset.add === "content") addAfter(topList, "top");
    else if (link.dataset.add === "target") addAfter(targetList, "target");
    else addAfter(row.el.querySelector(":scope > [data-list]"), "point");
  });
  const step = async (row, way) => {
    await settle(row);
    if (!row.pk) return;
    const key = row.key;
    await act(row.moves, { huong: way });
    const now = [...rows].find((other) => other.key === key);
    if (now && !now.isFocused) now.inputs[0].focus();
  };
  const WAYS = { ArrowUp: "len", ArrowDown: "xuong", ArrowRight: "vao", ArrowLeft: "ra" };
  root.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    if (!row || event.isComposing || !row.inputs.includes(event.target)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); rows.forEach((each) => each.save(true)); return; }
    if (row.part === "pledge") return;
    if (event.altKey && WAYS[event.key]) {
      if (row.part === "target" && !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      step(row, WAYS[event.key]);
    } else if (event.key === "Enter" && row.part === "content" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      if (row.isEmpty) return;
      addAfter(row.list, row.el.querySelector(":scope > [data-list]") ? "top" : "point", row.el);
    } else if (event.key === "Backspace" && row.isEmpty) {
      event.preventDefault();
      const previous = row.el.previousElementSibling?.writingRow;
      row.vanish();
      previous?.inputs[0].focus();
    }
  });
  // Several lines pasted into an empty row become rows; "a)" or "-" makes a point, numbers before a content fall away.
  const POINT = /^(?:[a-zđ]{1,2}\)|[-–—+•·*\uf0b7])\s*(?=\S)/i;
  const NUMBER = /^(?:nội dung\s+)?(?:\d{1,2}|[IVX]{1,5})\s*[.):]\s*(?=\S)(?!\d)/i;
  root.addEventListener("paste", async (event) => {
    const first = rowOf(event.target);
    const lines = (event.clipboardData?.getData("text/plain") || "").split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean);
    if (!first || first.part !== "content" || !first.isEmpty || lines.length < 2) return;
    event.preventDefault();
    const list = first.list, kind = list === topList ? "top" : "point";
    let last = first, isFirst = true;
    for (const line of lines) {
      const isPoint = kind === "top" && !isFirst && last.pk && POINT.test(line);
      let row = first;
      if (isPoint) row = addAfter(last.el.querySelector(":scope > [data-list]"), "point");
      else if (!isFirst) row = addAfter(list, kind, last.el);
      row.inputs[0].value = line.replace(isPoint || kind === "point" ? POINT : NUMBER, "");
      row.typed(row.inputs[0]);
      await row.save(true);
      if (!isPoint) last = row;
      isFirst = false;
    }
    tell(`Đã thêm ${lines.length} dòng.`);
  });
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", (event) => {
    composing = false;
    const row = event.target.closest && rowOf(event.target);
    if (row) row.typed(event.target);
  });

  const sortable = (list) => {
    if (!window.Sortable) return;
    const isTarget = list === targetList;
    window.Sortable.create(list, {
      group: isTarget ? "targets" : "contents", handle: ".writing-grip", draggable: "li", animation: 120, forceFallback: true,
      fallbackOnBody: true, swapThreshold: 0.6, emptyInsertThreshold: 14,
      onStart: () => { dragging = true; root.classList.add("is-dragging"); },
      onEnd: async (event) => {
        dragging = false;
        root.classList.remove("is-dragging");
        const row = event.item.writingRow;
        if (event.from === event.to && event.oldIndex === event.newIndex) return;
        await settle(row);
        if (!row.pk) { accept(state); return; }
        await act(row.moves, { cha: event.to.dataset.parent || "", vi_tri: row.position });
        accept(state);
      },
    });
  };

  // --- the print beside it ---------------------------------------------------------------------------
  const pagesBox = root.querySelector("[data-pages-box]");
  let printing = null, shown = "";
  const refreshPrint = () => { clearTimeout(printing); printing = setTimeout(drawPrint, 600); };
  const drawPrint = async () => {
    try {
      const { pages, paper } = await (await ask(address.pages)).json();
      if (paper === shown) return;
      const loaded = await Promise.all(Array.from({ length: pages }, (_, at) => new Promise((resolve) => {
        const image = new Image();
        image.onload = image.onerror = () => resolve(image);
        image.src = `${address.pages}${at + 1}.png?ban=${paper}`;
      })));
      loaded.forEach((image, at) => {
        image.className = "writing-page";
        image.alt = `Trang ${at + 1} của bản in dự thảo giao ước`;
      });
      const top = pagesBox.scrollTop;
      pagesBox.replaceChildren(...loaded);
      pagesBox.scrollTop = top;
      root.querySelector("[data-pages-told]").textContent = `${pages} trang`;
      shown = paper;
    } catch (error) { if (!(error instanceof Offline || error instanceof SignedOut)) throw error; }
  };

  // --- tabs on a narrow screen -----------------------------------------------------------------------
  const tabs = [...root.querySelectorAll("[data-tab]")];
  const choose = (tab) => {
    tabs.forEach((other) => {
      const isChosen = other === tab;
      other.setAttribute("aria-selected", String(isChosen));
      other.tabIndex = isChosen ? 0 : -1;
      document.getElementById(other.dataset.tab).classList.toggle("is-behind", !isChosen);
    });
    if (tab.dataset.tab === "soan") rows.forEach((row) => row.inputs.forEach(grow));
  };
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = tabs[(at + 1) % tabs.length];
      choose(other);
      other.focus();
    });
  });

  // --- what others do, what could not be sent ----------------------------------------------------------
  // A page that nobody touches grows quiet, so that a forgotten one does not keep its session open.
  let touched = Date.now(), asked = 0;
  ["pointerdown", "keydown", "focus"].forEach((name) => window.addEventListener(name, () => { touched = Date.now(); }, true));
  const isQuiet = () => {
    const rest = Date.now() - touched;
    return rest > HOUR || (rest > HOUR / 6 && Date.now() - asked < MINUTE);
  };
  const poll = async () => {
    if ((document.hidden && !offline) || isQuiet()) return;
    asked = Date.now();
    try {
      const answer = await ask(address.state, { headers: etag ? { "If-None-Match": etag } : {} });
      if (answer.status === 404 || answer.status === 403) return;
      token = answer.headers.get("X-CSRFToken") || token;
      const was = offline || signedOut;
      reached();
      if (answer.status === 200) { etag = answer.headers.get("ETag"); accept((await answer.json()).state, true); }
      if (was) show("Đã có mạng trở lại.", "good");
      sendAgain();
    } catch (error) { failed(error); }
  };
  const sendAgain = () => rows.forEach((row) => {
    if (row.isDirty && !row.refused && Date.now() - row.typedAt > RETRY) row.save(true);
  });
  window.addEventListener("online", poll);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
  window.addEventListener("pagehide", () => rows.forEach((row) => {
    if (row.isEmpty || row.conflict || row.gone || !(row.isDirty || row.unsettled)) return;
    post(address.save, row.fields(true), true).catch(() => null); // kept in this browser all the same
  }));
  window.addEventListener("beforeunload", (event) => {
    if ([...rows].some((row) => row.isDirty && (row.conflict || row.gone || row.refused || offline || signedOut))) event.preventDefault();
  });

  // --- begin ---------------------------------------------------------------------------------------------
  root.querySelectorAll("[data-part]").forEach((element) => new Row(element));
  root.querySelectorAll("[data-list]").forEach(sortable);
  sortable(targetList);
  root.classList.add("is-live");
  choose(tabs[0]);

  const restore = () => store.keys().forEach((key) => {
    const kept = store.read(key);
    if (!kept?.values) { store.drop(key); return; }
    let row = [...rows].find((other) => other.id === key);
    const fresh = key.match(/^new-(content|target)-(.+)$/);
    if (!row && fresh) {
      row = [...rows].find((other) => other.key === fresh[2]);
      if (!row) {
        const list = fresh[1] === "target" ? targetList : root.querySelector(`[data-list][data-parent="${kept.parent || ""}"]`) || topList;
        row = born(fresh[1] === "target" ? "target" : list === topList ? "top" : "point", null);
        store.drop(row.id);
        row.key = row.el.dataset.key = fresh[2];
        list.insertBefore(row.el, list.children[kept.position] || null);
      } else { store.drop(key); }
    }
    if (!row) { // its row is gone: the words come back as a new one
      store.drop(key);
      if (!key.startsWith("content-")) return;
      row = born("top", null);
      topList.append(row.el);
      kept.base = {};
    }
    if (row.pk && kept.revision !== undefined && kept.base) { row.revision = Math.min(kept.revision, row.revision); row.base = { ...row.base, ...kept.base }; }
    row.put(kept.values);
    row.keep();
    row.save(true);
  });
  restore();
  renumber();
  drawPrint();
  setInterval(poll, POLL);
})();
