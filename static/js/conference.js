// The parts of a conference are put in order by dragging; the buttons of each row's menu do the same without a mouse.
(() => {
  "use strict";
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  const say = (sentence) => {
    let box = document.getElementById("order-said");
    if (!box) {
      box = document.createElement("p");
      box.id = "order-said";
      box.className = "note note-warn";
      box.setAttribute("role", "alert");
    }
    box.textContent = sentence;
    return box;
  };

  const save = async (list, item, place, back) => {
    const section = list.closest("section");
    try {
      const answer = await fetch(item.dataset.move, {
        method: "POST",
        headers: { "X-CSRFToken": token() },
        body: new URLSearchParams({ vi_tri: place }),
      });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(section.id);
      if (!fresh) throw new Error("signed out");
      section.replaceWith(fresh);
      const refused = page.querySelector("main .note[role=alert]");
      if (refused) fresh.prepend(document.importNode(refused, true));
      start(fresh);
    } catch (error) {
      back();
      const why = error instanceof TypeError
        ? "Chưa lưu được thứ tự mới vì mất kết nối. Thứ tự cũ được giữ nguyên; kéo lại khi có mạng."
        : "Chưa lưu được thứ tự mới. Thứ tự cũ được giữ nguyên; tải lại trang rồi kéo lại.";
      list.before(say(why));
    }
  };

  const start = (scope) => scope.querySelectorAll(".js-order").forEach((list) => {
    if (!list.querySelector("[data-move]") || list.children.length < 2) return;
    list.querySelectorAll(".grip").forEach((grip) => { grip.hidden = false; });
    let order = [];
    Sortable.create(list, {
      handle: ".grip",
      animation: 120,
      onStart: () => { order = [...list.children]; },
      onEnd: (event) => {
        if (event.oldIndex === event.newIndex) return;
        const before = order.filter((item) => item.isConnected);
        const back = () => before.forEach((item) => list.append(item));
        save(list, event.item, event.newIndex + 1, back);
      },
    });
  });

  start(document);
})();
