"use strict";
/* How far a cohort is from a verdict: a meter for each group. */

const by = (id) => document.getElementById(id);
const form = by("meter-form");

function say(sentence, tone = "") {
  by("meter-said").className = `box ${tone}`;
  by("meter-said").textContent = sentence;
  by("meter-said").hidden = !sentence;
}

async function offerFeatures() {
  try {
    const found = await ask(`/collect/features?cohort=${encodeURIComponent(form.elements.cohort.value)}`);
    form.elements.feature.replaceChildren(...found.features.map((name) => new Option(name.replaceAll("_", " "), name)));
    say(found.features.length ? "" : "This cohort has no column that makes groups.", "bad");
  } catch (error) {
    form.elements.feature.replaceChildren();
    say(error.message, "bad");
  }
}

function sentence(found) {
  const passes = (share) => (share === null ? "nothing, because a group is empty" : share ? `a PASS in ${percent(share)} of audits` : "a PASS in none of 10,000 simulated audits");
  const needed = found.needed === null ? "No number that can be collected is enough for such a limit."
    : `A PASS needs ${found.needed} people in every group, were all groups alike.`;
  const unknown = found.unknown ? ` ${found.unknown} pictures are of people who did not say.` : "";
  return `${needed} Were they alike, what is there now would give ${passes(found.now)}; with the next ${found.next}, shared out as below, ${passes(found.then)}.${unknown}`;
}

function showGroups(found) {
  const table = element("table"), head = element("thead"), body = element("tbody"), row = element("tr");
  table.append(element("caption", "", "People by group, and whom to look for next"), head, body);
  for (const [name, kind] of [["Group", "text"], ["People", ""], ["Needed", ""], ["Meter", "text"], ["Pictures", ""], [`Of the next ${found.next}`, ""]]) {
    const cell = element("th", kind, name);
    cell.scope = "col";
    row.append(cell);
  }
  head.append(row);
  for (const group of found.groups) {
    const line = element("tr"), name = element("th", "", group.name), place = element("td");
    name.scope = "row";
    if (found.needed !== null) {
      const bar = element("meter");
      bar.max = found.needed;
      bar.value = Math.min(group.people, found.needed);
      bar.setAttribute("aria-label", `${group.name}: ${group.people} of ${found.needed} people`);
      place.append(bar);
    }
    line.append(name, element("td", "", String(group.people)), element("td", "", found.needed === null ? "–" : String(found.needed)),
      place, element("td", "", String(group.pictures)), element("td", "", String(group.next)));
    body.append(line);
  }
  by("groups").replaceChildren(table);
  by("groups").hidden = false;
}

form.elements.cohort.addEventListener("change", offerFeatures);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  by("groups").hidden = true;
  say("Counting; this simulates ten thousand audits.");
  try {
    const found = await ask(`/collect/meter?${new URLSearchParams(new FormData(form))}`);
    say(sentence(found));
    showGroups(found);
  } catch (error) {
    say(error.message, "bad");
  }
});
offerFeatures();
