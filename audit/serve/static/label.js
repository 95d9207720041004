"use strict";
/* Voting, picture by picture, by mouse or keys 1 to 9; and agreement. */

let annotator = "", shown = null;

async function showNext() {
  shown = null;
  try {
    const found = await ask(`/label/next?annotator=${encodeURIComponent(annotator)}`);
    by("voting").hidden = found.picture === null;
    if (found.picture === null) {
      tell(by("vote-said"), `All ${found.total} pictures have your vote. Thank you.`, "good");
      return;
    }
    by("progress").textContent = `${found.done} of ${found.total} done`;
    by("picture").src = `/label/picture/${found.picture}`;
    by("answers").replaceChildren(...found.answers.map((each, place) => {
      const button = element("button", "plain", `${place + 1} ${each.emoji} ${each.text}`);
      button.type = "button";
      button.dataset.answer = each.answer;
      button.addEventListener("click", () => vote(each.answer));
      return button;
    }));
    shown = found;
  } catch (error) {
    tell(by("vote-said"), error.message, "bad");
  }
}

async function vote(answer) {
  if (!shown) return;
  const form = new FormData();
  form.append("annotator", annotator);
  form.append("picture", shown.picture);
  form.append("answer", answer);
  shown = null;
  try {
    await ask("/label/vote", { method: "POST", body: form });
    tell(by("vote-said"), "");
  } catch (error) {
    tell(by("vote-said"), error.message, "bad");
  }
  await showNext();
}

function showAlphas(found) {
  const table = element("table"), head = element("thead"), body = element("tbody"), row = element("tr");
  table.append(element("caption", "", `Agreement of ${found.annotators} annotators`), head, body);
  for (const [name, kind] of [["Pictures of", "text"], ["With two votes or more", ""], ["α", ""]]) {
    const cell = element("th", kind, name);
    cell.scope = "col";
    row.append(cell);
  }
  head.append(row);
  for (const each of found.agreement) {
    const line = element("tr"), name = element("th", "", each.name);
    name.scope = "row";
    line.append(name, element("td", "", String(each.pictures)), element("td", "", each.alpha === null ? `– (${each.why})` : each.alpha.toFixed(2)));
    body.append(line);
  }
  by("alphas").replaceChildren(table);
  by("alphas").hidden = false;
}

by("who").addEventListener("submit", (event) => {
  event.preventDefault();
  annotator = by("who").elements.annotator.value;
  by("who").elements.annotator.blur();
  showNext();
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  by("answers").children[Number(event.key) - 1]?.click();
});
by("show").addEventListener("click", async () => {
  try { showAlphas(await ask("/label/agreement")); } catch (error) { tell(by("agree-said"), error.message, "bad"); }
});
by("write").addEventListener("click", async () => {
  try {
    const found = await ask("/label/write", { method: "POST" });
    const left = found.without_label ? ` ${found.without_label} of ${found.rows} rows have no label yet: no vote, or no single emotion that leads.` : "";
    tell(by("agree-said"), `Written: the votes are columns of manifest.csv.${left}`, "good");
  } catch (error) {
    tell(by("agree-said"), error.message, "bad");
  }
});
