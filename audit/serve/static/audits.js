"use strict";
/* Audits: start, progress, cancel; and the check of a table. */

const LOOK_EVERY = 500;
let looking = false;

function newJob(job) {
  const block = element("article", "job"), bar = element("progress"), links = element("ul", "key links");
  block.id = `job-${job.number}`;
  bar.setAttribute("aria-label", `Progress of audit ${job.number}`);
  const cancel = element("button", "plain", "Cancel");
  cancel.type = "button";
  cancel.setAttribute("aria-label", `Cancel audit ${job.number}`);
  cancel.addEventListener("click", () => act(`/jobs/${job.number}/cancel`));
  block.append(element("h3", "", `${job.number}. ${job.model} on ${job.cohort}`), element("p", "said"), bar, cancel, links, element("p", "quiet command"));
  return block;
}

function showJob(job) {
  const block = by(`job-${job.number}`) || by("jobs").insertBefore(newJob(job), by("jobs").firstChild);
  const running = job.state === "running", bar = block.querySelector("progress"), said = block.querySelector(".said");
  said.className = `said box ${{ PASS: "good", FAIL: "bad" }[job.verdict] || (job.state === "failed" ? "bad" : "open")}`;
  said.textContent = running ? `${job.step}${job.total ? `: ${job.done} of ${job.total}` : ""}` : `${job.verdict || job.state}: ${job.sentence}`;
  bar.hidden = block.querySelector("button").hidden = !running;
  if (job.total) { bar.max = job.total; bar.value = job.done; } else bar.removeAttribute("value");
  const links = block.querySelector(".links");
  if (job.report && !links.children.length) {
    for (const [name, file] of [["Open the report", "index.html"], ["audit.json", "audit.json"], ["Everything as a ZIP", "all.zip"]]) {
      const row = element("li"), link = element("a", "on", name);
      link.href = `/reports/${job.report}/${file}`;
      link.setAttribute("aria-label", `${name}: audit ${job.number}`);
      row.append(link);
      links.append(row);
    }
    if (job.reading.length) said.after(readOtherwise(job.reading));
    showKept();
  }
  block.dataset.state = job.state;
  block.querySelector(".command").textContent = `The same as a command: ${job.command}`;
}

async function look() {
  if (looking) return;
  looking = true;
  try {
    for (;;) {
      const { jobs } = await ask("/jobs");
      [...jobs].reverse().forEach(showJob);
      by("run").disabled = jobs.some((job) => job.state === "running");
      const newest = jobs[0];
      if (newest && newest.state !== "running") by("jobs-said").textContent = `Audit ${newest.number}: ${newest.verdict || newest.state}. ${newest.sentence}`;
      if (!by("run").disabled) break;
      await new Promise((done) => { setTimeout(done, LOOK_EVERY); });
    }
  } catch (error) {
    tell(by("start-said"), error.message, "bad");
  }
  looking = false;
}

async function act(address, body) {
  tell(by("start-said"), "", "bad");
  try {
    await ask(address, { method: "POST", body: await body });
  } catch (error) {
    tell(by("start-said"), error.message, "bad");
  }
  look();
}

async function check(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  by("faults").hidden = true;
  document.querySelector("#check .otherwise")?.remove();
  try {
    const found = await ask("/check", { method: "POST", body: file, headers: { "Content-Type": "text/csv" } });
    tell(by("check-said"), `${file.name}: ${found.sentence}${found.sound ? ` ${held(found)}` : ""}`, found.sound ? "good" : "bad");
    if (found.faults.length) showFaults(found.faults);
    if (found.reading?.length) by("check-said").after(readOtherwise(found.reading));
  } catch (error) {
    tell(by("check-said"), error.message, "bad");
  }
}

function held(found) {
  const counts = (of) => Object.entries(of).map(([name, n]) => `${name} ${n}`).join(", ");
  return [`Labels: ${counts(found.labels)}.`, ...Object.entries(found.features).map(([name, groups]) => `${name}: ${counts(groups)}.`)].join(" ");
}

function showFaults(faults) {
  const table = element("table"), head = element("thead"), body = element("tbody"), row = element("tr");
  table.append(element("caption", "", "Faults, in the order of the file"), head, body);
  for (const name of ["Line", "Column", "What is wrong, and what to do"]) {
    const cell = element("th", "words", name);
    cell.scope = "col";
    row.append(cell);
  }
  head.append(row);
  for (const fault of faults) {
    const line = element("tr");
    line.append(element("td", "", fault.line === null ? "–" : String(fault.line)), element("td", "text", fault.column || "–"), element("td", "words", fault.message));
    body.append(line);
  }
  by("faults").replaceChildren(table);
  by("faults").hidden = false;
}

by("start-form").addEventListener("submit", (event) => {
  event.preventDefault();
  act("/jobs", formWithRules(by("start-form")));
});
by("table").addEventListener("change", check);
look();
