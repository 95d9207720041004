"use strict";
/* The part of a form that says what is judged by: shows what belongs to the choice, and sends a brought file as text. */

let broughtPolicy = null;

function showRules() {
  const wanted = by("rules").value;
  document.querySelectorAll("[data-rules]").forEach((part) => {
    part.hidden = part.dataset.rules !== wanted;
    part.querySelectorAll("input[type=number], select").forEach((input) => { input.disabled = part.hidden; });
  });
}

/** Return the fields of a form, with the text of the policy file where one is brought. */
async function formWithRules(form) {
  const fields = new FormData(form);
  if (fields.get("rules") === "brought" && broughtPolicy) {
    fields.append("policy", await broughtPolicy.text());
    fields.append("policy_name", broughtPolicy.name);
  }
  return fields;
}

by("rules").addEventListener("change", showRules);
by("policy").addEventListener("change", (event) => {
  [broughtPolicy] = event.target.files;
  by("policy-name").textContent = broughtPolicy ? broughtPolicy.name : "none chosen";
});
showRules();
