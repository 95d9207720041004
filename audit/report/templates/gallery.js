"use strict";
// On top of a gallery that is complete without it: pictures that are not asked for are hidden, and their number is said.
(() => {
  const form = document.getElementById("gallery-filters"), said = document.getElementById("gallery-count");
  if (!form) return;
  const pictures = [...document.querySelectorAll(".gallery [data-kinds]")], parts = document.querySelectorAll("#pictures .part");
  const all = said.textContent, many = document.querySelectorAll(".gallery [data-kinds] figure").length;

  function show() {
    const asked = [...form.querySelectorAll("select")].filter((choice) => choice.value);
    let shown = 0;
    for (const picture of pictures) {
      picture.hidden = !asked.every((choice) => picture.dataset[choice.name].split(" ").includes(choice.value));
      shown += picture.hidden ? 0 : picture.querySelectorAll("figure").length; // a pair is two pictures
    }
    for (const part of [...parts, ...document.querySelectorAll("#pictures .sheet")]) part.hidden = !part.querySelector("li:not([hidden])");
    const text = shown === many ? all : shown ? `Showing ${shown} of ${all}` : `None of ${all} is of this kind`;
    if (said.textContent !== text) said.textContent = text;
  }

  form.hidden = false;
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show)); // once the choices have been taken back
  addEventListener("pageshow", show); // a browser may bring old choices back
})();
