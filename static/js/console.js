// The signing console. A touch is written down on this device first and sent until the server has answered it;
// its key makes sure that it counts once, however often it arrives.
(() => {
  "use strict";
  const root = document.getElementById("ban-ky");
  if (!root) return;
  const cards = document.getElementById("cac-don-vi");
  const line = document.getElementById("duong-truyen");
  const notices = document.getElementById("thong-bao");
  const { user, ceremony } = root.dataset;
  const POLL = 3000, PATIENCE = 8000, LONGEST = 15000;
  let csrf = root.dataset.csrf;
  let mark = root.dataset.mark;

  // --- the queue: one entry a touch, so that two tabs never write over each other ------------------
  const family = "touch:";
  const prefix = `${family}${user}:${ceremony}:`;
  const memory = new Map(); // where the browser keeps nothing
  let keeps = true;
  const store = (name, value) => {
    memory.set(name, value);
    try { localStorage.setItem(name, value); } catch { keeps = false; }
  };
  const drop = (name) => {
    memory.delete(name);
    try { localStorage.removeItem(name); } catch { /* it was only in memory */ }
  };
  const names = () => {
    const found = new Set(memory.keys());
    try { Object.keys(localStorage).forEach((name) => found.add(name)); } catch { /* memory only */ }
    return [...found].filter((name) => name.startsWith(prefix)).sort();
  };
  const read = (name) => {
    let text = memory.get(name);
    try { text = localStorage.getItem(name) ?? (keeps ? undefined : text); } catch { /* memory only */ }
    try { return { ...JSON.parse(text), stored: name }; } catch { memory.delete(name); return null; }
  };
  const queue = () => names().map(read).filter(Boolean);
  const ofOthers = () => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(family) && !name.startsWith(`${family}${user}:`)).length;
    } catch { return 0; }
  };
  const uuid = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // where the page came without https
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  let last = 0;
  const add = (touch) => {
    last = Math.max(Date.now(), last + 1); // the order of touching is the order of sending
    const key = uuid();
    const kept = { key, at: new Date().toISOString(), ...touch };
    store(`${prefix}${String(last).padStart(15, "0")}:${key}`, JSON.stringify(kept));
    answered.delete(about(kept));
    paint();
    pump();
  };

  // --- sending --------------------------------------------------------------------------------------
  const answered = new Set(); // touches that were answered and are not yet in the cards
  const about = (touch) => `${touch.kind}:${touch.signature ?? ""}:${touch.participant ?? ""}`;
  let busy = false, signedOut = false, refused = false, leaving = false, failures = 0, timer = 0;

  const ask = async (url, options) => {
    const cut = new AbortController();
    const patience = setTimeout(() => cut.abort(), PATIENCE);
    try {
      const answer = await fetch(url, { redirect: "manual", credentials: "same-origin", cache: "no-store", signal: cut.signal, ...options });
      const text = answer.type === "opaqueredirect" ? "" : await answer.text();
      return { answer, text };
    } finally { clearTimeout(patience); }
  };

  const deliver = async ({ stored, key, kind, signature, participant, at, reason, named }) => {
    const body = JSON.stringify({ key, kind, signature, participant, at, reason, named });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
    const { answer, text } = await ask(root.dataset.touch, { method: "POST", headers, body });
    if (answer.type === "opaqueredirect") { signedOut = true; return false; }
    if (answer.status === 403 || answer.status === 404) return "refused";
    if (answer.status !== 200 && answer.status !== 400) return false;
    let told;
    try { told = JSON.parse(text); } catch { return false; } // not ours: a page of the hall's network
    if (typeof told.accepted !== "boolean") return false;
    drop(stored);
    answered.add(about({ kind, signature, participant }));
    if (!told.accepted) notice(told.outcome);
    return true;
  };

  async function pump() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    try {
      let sent = false;
      for (let next = queue()[0]; next; next = queue()[0]) {
        paint();
        if (signedOut && !(await refresh(true))) throw new Error("signed out");
        let done = await deliver(next);
        if (done === "refused") { // an old token, or no right any more: the state tells which
          refused = !(await refresh(true));
          done = refused ? false : await deliver(next);
          if (done === "refused") { refused = true; done = false; }
        }
        if (!done) throw new Error("not delivered");
        signedOut = refused = false;
        failures = 0;
        sent = true;
      }
      if (sent) await refresh();
    } catch {
      failures += 1;
      const wait = Math.min(LONGEST, 700 * 2 ** Math.min(failures, 6));
      timer = setTimeout(pump, wait * (0.75 + Math.random() / 2));
    } finally {
      busy = false;
      paint();
    }
    if (!failures && queue().length) pump(); // touched while the last answer was on its way
  }

  // --- what the others touched ------------------------------------------------------------------------
  let turn = 0;
  async function refresh(whole = false) {
    const mine = ++turn;
    const headers = whole ? {} : { "If-None-Match": mark };
    const settled = [...answered];
    const { answer, text } = await ask(root.dataset.state, { headers });
    if (answer.type === "opaqueredirect") { signedOut = true; return false; }
    if (answer.status === 304) { signedOut = false; settled.forEach((name) => answered.delete(name)); return true; }
    if (!answer.ok) return false;
    const state = JSON.parse(text);
    if (String(state.user) !== user) { // somebody else signed in: they have a queue of their own
      leaving = true;
      location.reload();
      return false;
    }
    csrf = state.csrf;
    signedOut = false;
    if (mine !== turn) return true; // a later answer is on its way
    mark = answer.headers.get("ETag") || "";
    show(state.html);
    settled.forEach((name) => answered.delete(name));
    paint();
    return true;
  }

  let pressing = false, held = null; // a card is not exchanged under a finger
  const show = (html) => {
    if (pressing) { held = html; return; }
    held = null;
    const focus = document.activeElement?.closest?.("#cac-don-vi [id]")?.id;
    const open = [...cards.querySelectorAll("details[open][id]")].map((part) => part.id);
    cards.innerHTML = html;
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (focus) (document.getElementById(focus) || cards.querySelector(`#cho-${focus.match(/\d+$/)?.[0]} button`))?.focus();
  };

  cards.addEventListener("pointerdown", () => { pressing = true; });
  ["pointerup", "pointercancel"].forEach((name) => window.addEventListener(name, () => {
    pressing = false;
    setTimeout(() => { if (held !== null) { show(held); paint(); } }, 50);
  }));

  const poll = async () => {
    if (!document.hidden && !busy) {
      try {
        const was = signedOut;
        if (await refresh() && was) pump();
      } catch { /* no network: the line says so when a touch waits */ }
      paint();
    }
    setTimeout(poll, POLL);
  };

  // --- what is shown of it ------------------------------------------------------------------------------
  const WAITING = {
    signed: "Đã chạm, đang gửi…", undone: "Đang gửi hoàn tác…", present: "Có mặt, đang gửi…",
    absent: "Vắng mặt, đang gửi…", called: "Đang mời, đang gửi…", witnessed: "Đã chạm, đang gửi…",
  };
  const paint = () => {
    const waiting = queue();
    const busyWith = new Map();
    waiting.forEach((touch) => busyWith.set(touch.participant ? `w${touch.participant}` : `s${touch.signature ?? ""}`, touch));
    cards.querySelectorAll("[data-place], [data-witness]").forEach((card) => {
      const touch = busyWith.get(card.dataset.place ? `s${card.dataset.place}` : `w${card.dataset.witness}`);
      card.classList.toggle("is-pending", Boolean(touch));
      const state = card.querySelector("[data-state]");
      let told = card.querySelector("[data-waiting]");
      if (touch && !told) {
        told = document.createElement("span");
        told.className = "tag tag-info";
        told.dataset.waiting = "";
        state.append(" ", told);
      }
      if (touch) told.textContent = WAITING[touch.kind];
      else told?.remove();
    });
    const known = new Set([...waiting.map(about), ...answered]);
    cards.querySelectorAll("button[data-kind]").forEach((button) => {
      const { kind, signature, participant } = button.dataset;
      const name = about({ kind, signature: signature || undefined, participant });
      const isKnown = known.has(name) && kind !== "present" && kind !== "absent";
      button.setAttribute("aria-disabled", String(isKnown || ("waits" in button.dataset && !willBeSigned(button))));
    });
    tellLine(waiting.length);
  };
  const willBeSigned = (button) => { // a countersignature may be touched when the unit's own touch waits
    const card = button.closest(".console-card");
    const first = card?.querySelector("[data-place]");
    return first && queue().some((touch) => touch.kind === "signed" && String(touch.signature) === first.dataset.place);
  };
  const tellLine = (count) => {
    const kept = keeps ? "được giữ trên máy này" : "chỉ được giữ khi trang này còn mở";
    let text = "Đã gửi hết các lần chạm.", tone = "good";
    if (signedOut) {
      tone = "bad";
      text = `Phiên làm việc đã hết hạn${count ? `; ${count} lần chạm ${kept}` : ""}.`;
    } else if (refused) {
      tone = "bad";
      text = `Tài khoản này không còn quyền ở bàn ký; ${count} lần chạm chưa gửi ${kept}. Báo thường trực cơ quan.`;
    } else if (count && (failures || !navigator.onLine)) {
      tone = "bad";
      text = `Mất kết nối: ${count} lần chạm ${kept}, sẽ tự gửi khi có mạng. Không đóng, không tải lại trang này.`;
    } else if (count) {
      tone = "busy";
      text = `Đang gửi ${count} lần chạm…`;
    } else if (!navigator.onLine) {
      tone = "bad";
      text = "Mất kết nối mạng. Vẫn chạm được: các lần chạm được giữ trên máy này và tự gửi khi có mạng.";
    }
    const others = ofOthers();
    if (others) text += ` Trên máy này còn ${others} lần chạm chưa gửi của tài khoản khác; tài khoản đó đăng nhập lại thì tự gửi.`;
    line.dataset.tone = tone;
    line.dataset.waiting = String(count);
    const words = line.querySelector("[data-text]");
    if (words.textContent !== text || signedOut !== Boolean(line.querySelector("a"))) {
      words.textContent = text;
      line.querySelector("a")?.remove();
      if (signedOut) {
        const link = document.createElement("a");
        link.href = root.dataset.login;
        link.className = "btn btn-sm btn-primary";
        link.textContent = "Đăng nhập lại";
        link.addEventListener("click", () => { leaving = true; });
        line.append(link);
      }
    }
  };
  const notice = (text) => {
    const box = document.createElement("div");
    box.className = "note note-warn";
    const words = document.createElement("div");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-sm btn-link";
    close.textContent = "Đã đọc";
    close.addEventListener("click", () => box.remove());
    box.append(words, close);
    while (notices.children.length > 4) notices.firstChild.remove();
    notices.append(box);
  };

  // --- questions before a touch ---------------------------------------------------------------------------
  const why = document.getElementById("hoi-ly-do");
  const who = document.getElementById("hoi-nguoi-ky");
  const principal = document.getElementById("cua-ai");
  const field = (id) => document.getElementById(id);
  const fault = (dialog, text) => {
    const place = dialog.querySelector("[data-error]");
    place.textContent = text;
    place.classList.toggle("d-block", Boolean(text));
  };
  const openDialog = (dialog, title, done) => {
    dialog.querySelector("[data-title]").textContent = title;
    fault(dialog, "");
    dialog.querySelector("form").onsubmit = (event) => {
      event.preventDefault();
      const problem = done();
      if (problem) fault(dialog, problem);
      else dialog.close();
    };
    dialog.showModal();
  };
  document.querySelectorAll("dialog [data-cancel]").forEach((button) => {
    button.addEventListener("click", () => button.closest("dialog").close());
  });
  const askWhy = (title, hint, word, needed, then) => {
    field("ly-do").value = "";
    why.querySelector("[data-hint]").textContent = hint;
    why.querySelector("[data-ok]").textContent = word;
    openDialog(why, title, () => {
      const reason = field("ly-do").value.trim();
      if (needed && !reason) return "Ghi lý do.";
      then(reason);
      return "";
    });
  };
  const hasPrincipal = () => field("tham-quyen").value !== "own";
  field("tham-quyen").addEventListener("change", () => { principal.hidden = !hasPrincipal(); });
  const askWho = (card, then) => {
    field("ho-ten").value = card.dataset.signatory;
    field("chuc-vu").value = card.dataset.post;
    field("tham-quyen").value = card.dataset.authority === "unknown" ? "own" : card.dataset.authority;
    field("thay-mat").value = card.dataset.behalf;
    principal.hidden = !hasPrincipal();
    openDialog(who, card.dataset.name, () => {
      const named = {
        signatory: field("ho-ten").value.trim(),
        post: field("chuc-vu").value.trim(),
        authority: field("tham-quyen").value,
        on_behalf_of: hasPrincipal() ? field("thay-mat").value.trim() : "",
      };
      if (!named.signatory) return "Ghi họ và tên người ký.";
      if (!named.post) return "Ghi chức vụ người ký.";
      if (hasPrincipal() && !named.on_behalf_of) return "Ghi rõ thay mặt, ký thay, thừa lệnh của ai.";
      then(named);
      return "";
    });
  };

  // --- touches ------------------------------------------------------------------------------------------------
  const touchPlace = (kind, signature) => {
    const card = cards.querySelector(`[data-place="${signature}"]`);
    if (kind === "signed" && card.dataset.ready !== "1") {
      askWho(card, (named) => add({ kind, signature, named }));
    } else if (kind === "undone") {
      askWhy(`Hoàn tác chữ ký: ${card.dataset.name}`, "Đơn vị trở lại danh sách chưa ký. Lý do được ghi vào nhật ký.", "Hoàn tác", true,
        (reason) => add({ kind, signature, reason }));
    } else if (kind === "absent") {
      askWhy(`${card.dataset.name} vắng mặt`, "Chưa rõ lý do thì để trống.", "Ghi nhận vắng mặt", false,
        (reason) => add({ kind, signature, reason }));
    } else add({ kind, signature });
  };
  cards.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const { kind, signature, participant, countersignAll, copy } = button.dataset;
    if (copy) copyText(button, field(copy));
    else if (countersignAll) countersign(countersignAll.split(",").map(Number));
    else if (participant) add({ kind, participant: Number(participant) });
    else if (kind && signature) touchPlace(kind, Number(signature));
    else if (kind) add({ kind });
  });
  const countersign = (places) => {
    const waiting = new Set(queue().filter((touch) => touch.kind === "signed").map((touch) => touch.signature));
    const open = places.filter((place) => !waiting.has(place));
    if (!open.length) return;
    const cardOf = (place) => cards.querySelector(`[data-place="${place}"]`);
    const lacking = open.find((place) => cardOf(place).dataset.ready !== "1");
    if (lacking === undefined) open.forEach((place) => add({ kind: "signed", signature: place }));
    else askWho(cardOf(lacking), (named) => open.forEach((place) => {
      add(cardOf(place).dataset.ready === "1" ? { kind: "signed", signature: place } : { kind: "signed", signature: place, named });
    }));
  };
  const copyText = async (button, area) => {
    area.select();
    let done = false;
    try { await navigator.clipboard.writeText(area.value); done = true; } catch { done = document.execCommand("copy"); }
    const words = button.querySelector("span");
    words.textContent = done ? "Đã chép" : "Chọn rồi chép lời nhắn";
    setTimeout(() => { words.textContent = "Chép lời nhắn"; }, 3000);
  };
  document.addEventListener("submit", (event) => {
    const token = event.target.querySelector("[data-csrf]");
    if (token) token.value = csrf; // the cards carry no token: equal states stay equal texts
  }, true);

  window.addEventListener("online", () => { failures = 0; pump(); });
  window.addEventListener("offline", paint);
  window.addEventListener("storage", () => { paint(); pump(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) pump(); });
  window.addEventListener("beforeunload", (event) => { if (queue().length && !leaving) event.preventDefault(); });
  paint();
  pump();
  setTimeout(poll, POLL);
})();
