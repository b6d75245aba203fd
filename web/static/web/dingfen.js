/* Enhancement only: every page works without this file. */
"use strict";
document.addEventListener("submit", (event) => {
  // A second press does nothing; the server would refuse it too.
  const form = event.target;
  if (form.method.toLowerCase() !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest && event.target.closest("form[data-sent]");
  if (form) delete form.dataset.sent;
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  document.querySelectorAll(".person-details[open]").forEach((box) => {
    if (!box.contains(event.target)) box.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll(".person-details[open]").forEach((box) => {
    box.open = false;
    box.querySelector("summary").focus();
  });
});
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.matches("[data-submit-on-change]") && event.target.tagName === "SELECT") form.requestSubmit();
});
