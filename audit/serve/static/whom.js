"use strict";
/* For whom: the group a person chooses, and what each audit says about it. Nothing chosen here leaves the browser. */

let audited = null;

function chosenGroups() {
  return [...document.querySelectorAll("#whom-choice select")]
    .filter((select) => select.value).map((select) => [select.dataset.feature, select.value]);
}

function plain(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[\s_]+/g, " ").trim();
}

/** Say beside an answer what the audits of its very weights found: the verdict, and how often they were right. */
function besideAnswer(place, answer) {
  if (audited === null) return;
  const own = audited.filter((audit) => audit.shown_model === answer.model && !audit.caution);
  const lines = own.length ? own.flatMap(besideLines) : ["No audit of these weights is loaded: for whom they are right is not known."];
  if (place.dataset.lines === lines.join("\n")) return;
  place.dataset.lines = lines.join("\n");
  place.replaceChildren(...lines.map((text) => element("p", "quiet", text)));
}

function besideLines(audit) {
  const groups = chosenGroups().map(([feature, group]) => {
    const found = groupOf(audit, feature, group);
    return `${found ? found.title : "Another group"}: ${found && found.pictures ? found.sentence : "no picture of it there."}`;
  });
  return [`Audited on ${audit.cohort_title}: ${audit.verdict}.`, ...(groups.length ? groups : [audit.overall.sentence])];
}

function groupOf(audit, feature, group) {
  return audit.features.find((each) => plain(each.name) === feature)?.groups.find((each) => plain(each.name) === group);
}

function showAudits(audits) {
  const chosen = chosenGroups();
  document.querySelectorAll("#whom-audits .for-you").forEach((place, index) => {
    place.replaceChildren(...chosen.map(([feature, group]) => groupSaid(audits[index], feature, group)));
  });
  document.querySelectorAll(".answer").forEach((block) => besideAnswer(block.querySelector(".beside"), { model: block.dataset.model }));
}

function groupSaid(audit, feature, group) {
  const found = groupOf(audit, feature, group);
  const block = element("div", "group-said");
  const head = element("p");
  const name = element("strong", "", found ? found.title : "Another group");
  head.append(name, ": ", found && found.pictures ? found.sentence : "no picture of this audit shows this group; nothing is known for it.");
  block.append(head);
  if (found && found.emotions.length) {
    const list = element("ul", "quiet");
    found.emotions.forEach((text) => list.append(element("li", "", text)));
    block.append(list);
  }
  return block;
}

function offerGroups(audits) {
  const features = new Map();
  for (const audit of audits) for (const feature of audit.features) {
    const known = features.get(plain(feature.name)) || { title: feature.title, groups: new Map() };
    feature.groups.forEach((group) => known.groups.set(plain(group.name), group.title));
    features.set(plain(feature.name), known);
  }
  for (const [name, feature] of features) {
    const label = element("label", "", `${feature.title} `), select = element("select");
    select.dataset.feature = name;
    select.append(new Option("not said", ""), ...[...feature.groups].map(([value, title]) => new Option(title, value)));
    select.append(new Option("another group", "\u0000other"));
    select.addEventListener("change", () => showAudits(audits));
    label.append(select);
    document.getElementById("whom-choice").append(label);
  }
}

function newAudit(audit) {
  const block = element("article", "audit");
  const head = element("h3", "", `${audit.model_title} on ${audit.cohort_title}`);
  const tone = { PASS: "good", FAIL: "bad" }[audit.verdict] || "open";
  const verdict = element("p", `box ${tone}`);
  verdict.append(element("strong", "", audit.verdict), ` ${audit.sentence}`);
  block.append(head, verdict);
  if (audit.reading.length) block.append(readOtherwise(audit.reading));
  if (audit.earlier) block.append(element("p", "quiet", audit.earlier));
  if (audit.caution) block.append(element("p", "caution", audit.caution));
  block.append(element("p", "", audit.overall.sentence), element("div", "for-you"));
  const more = element("details"), list = element("ul");
  audit.answers.forEach((each) => list.append(element("li", "", `${each.question} ${each.status}: ${each.sentence}`)));
  more.append(element("summary", "", "What the audit answers"), list);
  block.append(more);
  return block;
}

async function showWhom() {
  try {
    const found = await ask("/api/audits");
    document.getElementById("whom-none").textContent = found.sentence;
    document.getElementById("whom-none").hidden = !found.sentence;
    document.getElementById("whom-choice").hidden = !found.audits.some((audit) => audit.features.length);
    document.getElementById("whom-audits").replaceChildren(...found.audits.map(newAudit));
    audited = found.audits;
    offerGroups(audited);
    showAudits(audited);
  } catch (error) {
    document.getElementById("whom-none").textContent = error.message;
  }
}

showWhom();
