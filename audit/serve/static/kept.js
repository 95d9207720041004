"use strict";
/* Audits that are kept: a list of them, and two of them compared. */

const TONES = { PASS: "good", FAIL: "bad" };
const OPENED = [["index.html", "Open the report"], ["audit.json", "audit.json"]];
let keptKeys = "";

function linkTo(address, name, label) {
  const link = element("a", "on", name);
  link.href = address;
  link.setAttribute("aria-label", label);
  return link;
}

function keptName(audit) {
  return `${audit.model} on ${audit.cohort}`;
}

function newKept(audit) {
  const block = element("article", "job"), said = element("p", `said box ${TONES[audit.verdict] || "open"}`), links = element("ul", "key links");
  said.append(element("strong", "", audit.verdict), ` ${audit.sentence}`);
  block.append(element("h3", "", keptName(audit)), element("p", "quiet command", `${audit.folder}, made ${audit.created.slice(0, 16).replace("T", " ")} UTC`), said);
  if (audit.reading.length) block.append(readOtherwise(audit.reading));
  for (const [file, text] of [...OPENED.filter(([each]) => audit.files.includes(each)), ["all.zip", "Everything as a ZIP"]]) {
    const row = element("li");
    row.append(linkTo(`/reports/${audit.key}/${file}`, text, `${text}: ${keptName(audit)}, ${audit.folder}`));
    links.append(row);
  }
  block.append(links);
  return block;
}

function showShelf(found) {
  by("shelf").replaceChildren(...found.audits.map(newKept));
  by("all-packed").hidden = !found.audits.length;
  by("kept-none").hidden = Boolean(found.audits.length);
  by("unread").replaceChildren(...found.unread.map((text) => element("li", "", `Could not be read: ${text}`)));
  by("unread").hidden = !found.unread.length;
}

/** Offer the audits that have a table of their images, which alone can be compared: the newest against the one before. */
function offerComparison(audits) {
  const able = audits.filter((audit) => audit.comparable);
  by("comparing").hidden = able.length < 2;
  const keys = able.map((audit) => audit.key).join();
  if (keys === keptKeys) return;
  keptKeys = keys;
  for (const [name, place] of [["baseline", 1], ["candidate", 0]]) {
    const select = by("compare-form").elements[name];
    select.replaceChildren(...able.map((audit) => new Option(`${keptName(audit)} (${audit.folder})`, audit.key)));
    if (able[place]) select.value = able[place].key;
  }
}

async function showKept() {
  try {
    const found = await ask("/reports");
    showShelf(found);
    offerComparison(found.audits);
  } catch (error) {
    by("kept-none").textContent = error.message;
    by("kept-none").hidden = false;
  }
}

function newComparison(made) {
  const block = element("article", "job"), said = element("p", `said box ${TONES[made.verdict] || "open"}`), links = element("ul", "key links");
  said.append(element("strong", "", made.verdict), ` ${made.sentence}`);
  block.append(element("h3", "", `${made.number}. ${made.title}`), said);
  if (made.reading.length) block.append(readOtherwise(made.reading));
  if (made.promise) block.append(element("p", "", made.promise));
  for (const name of made.files) {
    const row = element("li"), text = name.endsWith(".html") ? "Open the comparison" : name;
    row.append(linkTo(`/compare/${made.number}/${name}`, text, `${text} ${made.number}`));
    links.append(row);
  }
  block.append(links, element("p", "quiet command", `The same as a command: ${made.command}`));
  return block;
}

by("compare-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  by("compare").disabled = true;
  tell(by("compare-said"), "", "bad");
  try {
    by("comparisons").prepend(newComparison(await ask("/compare", { method: "POST", body: new FormData(by("compare-form")) })));
  } catch (error) {
    tell(by("compare-said"), error.message, "bad");
  }
  by("compare").disabled = false;
});
showKept();
