"use strict";
// Case pages work without this file; it only makes them smoother.

const ready = (act) => document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", act) : act();
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// A list of organizations: filter while typing, move what is ticked to the top, number it in the order of ticking.
function organizations(box) {
  const several = "several" in box.dataset;
  const find = box.querySelector("input[type=search]");
  const chosen = box.querySelector("[data-chosen]");
  const offered = box.querySelector("[data-offered]");
  const found = box.querySelector("[data-found]");
  box.querySelector("[data-find]").hidden = true;
  const filter = () => {
    const words = find.value.trim().toLowerCase();
    let count = 0;
    for (const row of offered.children) {
      const shown = words ? (row.dataset.words || row.textContent.toLowerCase()).includes(words) : !row.classList.contains("only-when-sought");
      row.hidden = !shown;
      row.classList.toggle("is-sought", Boolean(words) && shown);
      count += shown;
    }
    found.textContent = words ? String(count) : "";
  };
  const number = () => all("li", chosen).forEach((row, place) => {
    const order = row.querySelector(".order");
    if (order) order.value = place + 1;
  });
  box.addEventListener("change", (event) => {
    const row = event.target.closest("li");
    if (event.target.matches(".order")) {
      all("li", chosen).sort((one, other) => one.querySelector(".order").value - other.querySelector(".order").value).forEach((item) => chosen.append(item));
      number();
      return;
    }
    if (!row || !event.target.matches("input[type=checkbox], input[type=radio]")) return;
    if (!several) { all("li", chosen).forEach((item) => { if (item !== row) offered.prepend(item); }); }
    (event.target.checked ? chosen : offered).append(row);
    all(".order", offered).forEach((order) => { order.value = ""; });
    number();
    event.target.focus();
  });
  find.addEventListener("input", filter);
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  filter();
}

// While a title is typed, the duty list answers beside it.
function similar(box) {
  const title = document.getElementById("id_title");
  const place = document.getElementById("id_jurisdiction");
  let waiting = 0;
  const ask = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const query = new URLSearchParams({ title: title.value, jurisdiction: place ? place.value : "" });
      window.htmx.ajax("GET", `${box.dataset.similar}?${query}`, { target: box, swap: "innerHTML" });
    }, 300);
  };
  title.addEventListener("input", ask);
  if (place) place.addEventListener("change", ask);
}

function openByAddress() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const details = target && target.querySelector("details[data-open-by-address]");
  if (details) details.open = true;
}

async function viewer(box) {
  if (!window.BpmnJS) return;
  const section = box.closest("section");
  box.hidden = false;
  const shown = new window.BpmnJS({ container: box });
  const answer = await fetch(box.dataset.bpmn, { headers: { Accept: "application/bpmn+xml" } });
  if (!answer.ok) { box.hidden = true; return; }
  await shown.importXML(await answer.text(), box.dataset.diagram);
  const canvas = shown.get("canvas");
  const mark = (names, marker) => names.split(" ").filter(Boolean).forEach((name) => canvas.addMarker(name, marker));
  mark(box.dataset.passed, "is-passed");
  mark(box.dataset.present, "is-present");
  const fit = () => canvas.zoom("fit-viewport", "auto");
  fit();
  section.querySelector("[data-instead]").hidden = true;
  section.querySelector("[data-viewer-buttons]").hidden = false;
  section.addEventListener("click", (event) => {
    const zoom = event.target.dataset.zoom;
    if (zoom === "fit") fit();
    else if (zoom) canvas.zoom(canvas.zoom() * (zoom === "in" ? 1.25 : 0.8));
  });
  box.dataset.shown = "1";
}

// Printing itself is the frame's (dingfen.js).
function printAndCopy() {
  all("[data-print]").forEach((button) => { button.hidden = false; });
  if (!navigator.clipboard) return;
  all("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.parentElement.querySelector("[data-copied]").hidden = false;
    });
  });
}

ready(() => {
  all("[data-organizations]").forEach(organizations);
  all("[data-similar]").forEach(similar);
  all("[data-bpmn]").forEach(viewer);
  all("[data-why-not] summary a").forEach((link) => link.addEventListener("click", (event) => { event.preventDefault(); link.closest("details").open = !link.closest("details").open; }));
  const errors = document.querySelector("[data-focus]");
  if (errors) errors.focus();
  openByAddress();
  window.addEventListener("hashchange", openByAddress);
  printAndCopy();
});
