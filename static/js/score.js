// A score sheet that saves itself, one criterion at a time. Works without this file too: the sheet is one form.
// What is typed stays in this browser until the server has it; the new sums come with the answer.
(() => {
  "use strict";
  const root = document.querySelector("[data-score]");
  if (!root) return;
  const PAUSE = 2500, RETRY = 5000;
  const address = root.dataset;
  const prefix = `draft:${document.body.dataset.user}:${address.key}-`;
  const statusBox = root.querySelector("[data-status]");
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  let composing = false, isSending = false;

  const show = (text, tone = "") => {
    statusBox.firstElementChild.textContent = text;
    statusBox.dataset.tone = tone;
  };
  const store = {
    read: (key) => { try { return JSON.parse(localStorage.getItem(prefix + key)); } catch { return null; } },
    write: (key, kept) => { try { localStorage.setItem(prefix + key, JSON.stringify(kept)); } catch { /* storage is switched off */ } },
    drop: (key) => { try { localStorage.removeItem(prefix + key); } catch { /* storage is switched off */ } },
  };
  const put = (texts) => document.querySelectorAll("[data-out]").forEach((place) => {
    const text = texts[place.dataset.out];
    if (text !== undefined && place.textContent !== text) place.textContent = text;
  });

  class Row {
    constructor(element) {
      this.el = element;
      this.pk = element.dataset.criterion;
      this.base = element.querySelector("input[type=hidden]");
      this.boxes = [...element.querySelectorAll("input:not([type=hidden]), select, textarea")];
      this.saved = this.values();
      this.wrong = element.querySelector("[data-wrong]");
      this.refused = element.classList.contains("is-wrong");
      this.restore();
      element.addEventListener("input", () => this.typed());
      element.addEventListener("focusout", () => setTimeout(() => {
        if (!element.contains(document.activeElement)) this.save();
      }));
    }
    values() {
      return Object.fromEntries(this.boxes.map((box) => [box.name, box.type === "checkbox" ? (box.checked ? "on" : "") : box.value]));
    }
    get isDirty() { return JSON.stringify(this.values()) !== JSON.stringify(this.saved); }
    restore() {
      // Words that never reached the server come back, with what the person had before them then.
      const kept = store.read(this.pk);
      if (!kept?.values || this.refused) return;
      this.boxes.forEach((box) => {
        if (!(box.name in kept.values)) return;
        if (box.type === "checkbox") box.checked = kept.values[box.name] === "on";
        else box.value = kept.values[box.name];
      });
      if (!this.isDirty) { store.drop(this.pk); return; }
      this.base.value = kept.base;
      this.at = Date.now();
    }
    typed() {
      this.refused = false;
      this.at = Date.now();
      if (this.isDirty) store.write(this.pk, { at: this.at, values: this.values(), base: this.base.value });
      else store.drop(this.pk);
      clearTimeout(this.timer);
      if (!composing) this.timer = setTimeout(() => this.save(), PAUSE);
    }
    fields() {
      const sent = new URLSearchParams({ csrfmiddlewaretoken: token, [this.base.name]: this.base.value });
      Object.entries(this.values()).forEach(([name, value]) => {
        const box = this.boxes.find((other) => other.name === name);
        if (box.type !== "checkbox" || value) sent.set(name, value);
      });
      return sent;
    }
    async save() {
      clearTimeout(this.timer);
      if (!this.isDirty || composing || this.refused || this.isSaving) return;
      this.isSaving = true;
      const sent = this.values();
      show("Đang lưu…");
      try {
        const answer = await fetch(address.save, {
          method: "POST", body: this.fields(), redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" },
        });
        if (answer.type === "opaqueredirect") this.signedOut();
        else if (answer.status >= 502) throw new TypeError("no answer");
        else if ((answer.headers.get("Content-Type") || "").includes("json")) this.took(await answer.json(), answer.status, sent);
        else this.stop("Chưa lưu được. Phần đã gõ còn giữ trên máy này; tải lại trang rồi lưu lại.");
      } catch { show("Mất mạng, phần đã gõ còn giữ trên máy này và được gửi lại khi có mạng.", "warn"); } finally { this.isSaving = false; }
      if (this.isDirty && !this.refused && this.at > Date.now() - PAUSE) this.typed();
    }
    signedOut() {
      this.refused = true;
      show("Phiên làm việc đã hết. Phần đã gõ còn giữ trên máy này. ", "warn");
      const link = document.createElement("a");
      link.href = `${address.login}?next=${encodeURIComponent(location.pathname)}`;
      link.textContent = "Đăng nhập lại";
      statusBox.firstElementChild.append(link);
    }
    stop(sentence) {
      this.refused = true;
      show(sentence, "warn");
    }
    took(answer, status, sent) {
      if (answer.bases?.[this.pk]) this.base.value = answer.bases[this.pk];
      if (status !== 200) {
        const sentences = answer.wrong?.[this.pk] || answer.sentences || [];
        this.say(sentences);
        this.stop(answer.sentences?.length ? answer.sentences.join(" ") : "Chưa lưu: xem lời nhắc ở tiêu chí.");
        return;
      }
      this.saved = sent;
      this.say([]);
      put(answer.texts);
      if (this.isDirty) store.write(this.pk, { at: this.at, values: this.values(), base: this.base.value });
      else store.drop(this.pk);
      show(`Đã lưu lúc ${answer.at}`, "good");
    }
    say(sentences) {
      this.el.classList.toggle("is-wrong", sentences.length > 0);
      const wantsReason = sentences.some((sentence) => sentence.includes("nêu lý do"));
      this.boxes.forEach((box) => {
        const isWrong = sentences.length > 0 && box.type !== "checkbox" && wantsReason === box.matches("textarea");
        box.classList.toggle("is-invalid", isWrong);
        box.setAttribute("aria-invalid", String(isWrong));
      });
      this.wrong.replaceChildren(...sentences.map((sentence) => {
        const line = document.createElement("span");
        line.textContent = sentence;
        return line;
      }));
    }
  }

  const rows = [...root.querySelectorAll("[data-criterion]")].map((element) => new Row(element));
  const open = () => rows.filter((row) => row.isDirty);
  const sendAgain = () => open().forEach((row) => { if (Date.now() - (row.at || 0) > RETRY) row.save(); });
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", (event) => {
    composing = false;
    rows.find((row) => row.el.contains(event.target))?.typed();
  });
  // Enter in a number goes to the next box instead of sending the whole sheet.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    const boxes = rows.flatMap((row) => row.boxes);
    boxes[boxes.indexOf(event.target) + 1]?.focus();
  });
  root.addEventListener("submit", () => { isSending = true; });
  window.addEventListener("pageshow", () => { isSending = false; });
  window.addEventListener("online", () => rows.forEach((row) => row.save()));
  window.addEventListener("pagehide", () => {
    if (isSending) return;
    open().filter((row) => !row.refused && !row.isSaving).forEach((row) => {
      fetch(address.save, { method: "POST", body: row.fields(), keepalive: true, credentials: "same-origin" }).catch(() => null);
    });
  });
  window.addEventListener("beforeunload", (event) => { if (!isSending && open().some((row) => row.refused)) event.preventDefault(); });
  setInterval(sendAgain, RETRY);
  if (open().length) show("Đang gửi phần còn giữ trên máy này…");
  open().forEach((row) => row.save());
})();
