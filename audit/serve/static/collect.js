"use strict";
/* How far a cohort is from a verdict: a meter for each group of each limit. */

const form = by("meter-form");

async function offerFeatures() {
  try {
    const found = await ask(`/collect/features?cohort=${encodeURIComponent(form.elements.cohort.value)}`);
    form.elements.feature.replaceChildren(...found.features.map((name) => new Option(name.replaceAll("_", " "), name)));
    tell(by("meter-said"), found.features.length ? "" : "This cohort has no column that makes groups.", "bad");
  } catch (error) {
    form.elements.feature.replaceChildren();
    tell(by("meter-said"), error.message, "bad");
  }
}

function foretold(share) {
  if (share === null) return "no audit could pass, because a group is empty";
  return share ? `${percent(share)} of audits would pass` : "none of 10,000 simulated audits would pass";
}

/** Return what stands above a meter; all of it holds for a classifier that is right equally often in every group. */
function sentence(limit, next) {
  const needed = limit.needed === null ? "no number of people that can be collected is enough for a PASS under this limit"
    : `a PASS takes about ${limit.needed.toLocaleString("en")} people in every group`;
  const unknown = limit.unknown ? ` ${limit.unknown} pictures are of people who did not say, and are not counted.` : "";
  return `For a classifier that is right equally often in every group ${needed}. With the people there are now ${foretold(limit.now)}; `
    + `with the next ${next}, chosen as below, ${foretold(limit.then)}.${unknown}`;
}

function meterOf(group, needed) {
  const place = element("td");
  if (needed === null) return place;
  const bar = element("meter");
  bar.max = needed;
  bar.value = Math.min(group.people, needed);
  bar.setAttribute("aria-label", `${group.name}: ${group.people} of ${needed} people`);
  place.append(bar);
  return place;
}

function groupRow(group, needed) {
  const line = element("tr"), name = element("th", "", group.name);
  name.scope = "row";
  line.append(name, element("td", "", String(group.people)), element("td", "", needed === null ? "–" : String(needed)),
    meterOf(group, needed), element("td", "", String(group.pictures)), element("td", "", String(group.next)));
  return line;
}

function newLimit(limit, next) {
  const block = element("article", "limit"), place = element("div", "scroll");
  const table = element("table"), head = element("thead"), body = element("tbody"), row = element("tr");
  place.tabIndex = 0;
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", `People by group: ${limit.title}`);
  table.append(element("caption", "", "People by group, and whom to look for next"), head, body);
  for (const [name, kind] of [["Group", "text"], ["People", ""], ["Needed", ""], ["Meter", "text"], ["Pictures", ""], [`Of the next ${next}`, ""]]) {
    const cell = element("th", kind, name);
    cell.scope = "col";
    row.append(cell);
  }
  head.append(row);
  body.append(...limit.groups.map((group) => groupRow(group, limit.needed)));
  place.append(table);
  block.append(element("h2", "", limit.title), element("p", "", sentence(limit, next)), place);
  return block;
}

function leftOut(sentences) {
  const block = element("article", "limit"), list = element("ul");
  list.append(...sentences.map((text) => element("li", "", text)));
  block.append(element("h2", "", "Limits without a meter"), list);
  return block;
}

form.elements.cohort.addEventListener("change", offerFeatures);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  by("limits").replaceChildren();
  tell(by("meter-said"), "Counting; this simulates ten thousand audits for every limit.");
  try {
    const found = await ask("/collect/meter", { method: "POST", body: await formWithRules(form) });
    by("limits").replaceChildren(...found.limits.map((limit) => newLimit(limit, found.next)));
    if (found.left_out.length) by("limits").append(leftOut(found.left_out));
    tell(by("meter-said"), `${found.limits.length} ${found.limits.length === 1 ? "limit" : "limits"} shown${found.left_out.length ? `, ${found.left_out.length} without a meter` : ""}.`);
  } catch (error) {
    tell(by("meter-said"), error.message, "bad");
  }
});
offerFeatures();
