// A security key answers in the browser; its answer goes into the hidden field of the form, which then sends itself.
(() => {
  "use strict";
  const options = JSON.parse(document.getElementById("key-options")?.textContent || "null");
  document.querySelectorAll("form[data-security-key]").forEach((form) => {
    const field = form.querySelector("[name=credential]");
    const refused = form.querySelector("[data-key-refused]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      refused.hidden = true;
      try {
        const answer = form.dataset.securityKey === "create"
          ? await window.webauthnJSON.create(options.creation_options)
          : await window.webauthnJSON.get(options.request_options);
        field.value = JSON.stringify(answer);
        form.submit();
      } catch {
        refused.hidden = false;
      }
    });
  });
})();
