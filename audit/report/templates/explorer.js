"use strict";
// In each part by feature a reader chooses what its sentence, chart and table of rates are of. Names are hostile: they stay text.
(() => {
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const EACH = -1; // every emotion in turn; of a measure over all emotions, the only choice
  const FIRST = { metric: data.metrics.findIndex((metric) => metric.name === "accuracy"), one: EACH, order: "rate" }; // as the page stands

  const number = (n) => n.toLocaleString("en-US");
  const tenths = (t) => t < 0 ? "<\u00a00.1" : t > 1000 ? ">\u00a099.9" : (t / 10).toFixed(1);
  const percent = (t) => `${tenths(t)}\u00a0%`;
  const percents = (t) => Math.min(Math.max(t, 0), 1000) / 10;

  function element(name, attributes, ...inside) {
    const made = document.createElement(name);
    Object.assign(made, attributes);
    made.append(...inside);
    return made;
  }
  function drawn(name, attributes, ...inside) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  }

  // one row for each group, or for each group and emotion
  function rates(choice, names, cells, e) {
    return names.map((name, g) => {
      const [value, above, of, low, high] = cells.slice(5 * g, 5 * g + 5);
      const share = above === null ? value / 1000 : above / of;
      const whole = choice.emotions.length > 1 ? `${name}, ${data.emotions[e]}` : name;
      return { name: whole, value, above, of, low, high, share, place: g, title: choice.feature.whole[g] };
    });
  }
  function rows(choice) {
    const views = choice.metric.by[choice.axis];
    const all = choice.emotions.flatMap((e) => rates(choice, choice.feature.groups, views[e].cells, e));
    for (const row of all) row.hollow = choice.feature.unknown.includes(row.place) || row.of < data.fewest;
    const undefinedLast = (a, b) => (a.value === null) - (b.value === null);
    const named = (a, b) => a.name.localeCompare(b.name, "en", { numeric: true });
    return all.sort(choice.order === "name" ? named : (a, b) => undefinedLast(a, b) || a.share - b.share || a.place - b.place);
  }
  const totals = (choice) => choice.emotions.flatMap((e) => rates({ ...choice, feature: { whole: [] } }, ["all pictures"], choice.metric.overall[e], e));

  function title(choice) {
    const whose = choice.one !== EACH ? ` of “${data.emotions[choice.one]}”` : choice.metric.per_emotion ? " of each emotion" : "";
    const text = `${choice.metric.title}${whose} by ${choice.feature.title}`;
    return text[0].toUpperCase() + text.slice(1);
  }

  // the lowest and the highest where there are too many for a chart, in the order of the table
  function lanes(all) {
    if (all.length <= data.drawing.most) return all;
    const defined = all.filter((row) => row.value !== null).sort((a, b) => a.share - b.share), half = data.drawing.most / 2;
    const kept = new Set(defined.length > 2 * half ? [...defined.slice(0, half), ...defined.slice(-half)] : defined);
    return all.filter((row) => kept.has(row));
  }

  // the marks of a chart, its height, and what stands below it
  function drawing(choice, all, reference) {
    const { row: step, top, bottom } = data.drawing, kept = lanes(all), height = top + step * kept.length + bottom;
    const ticks = choice.emotions.length > 1 ? choice.metric.ticks[choice.axis] : choice.metric.by[choice.axis][choice.emotions[0]].ticks;
    const [first, last] = [ticks[0], ticks.at(-1)], x = (t) => 2 + 96 * (percents(t) - first) / (last - first);
    const shares = all.filter((row) => row.value !== null && !row.hollow).map((row) => row.share);
    const lowest = shares.length > 1 && Math.min(...shares) < Math.max(...shares) ? Math.min(...shares) : NaN;
    const parts = ticks.flatMap((tick, i) => [
      drawn("line", { class: "grid", x1: `${x(10 * tick)}%`, x2: `${x(10 * tick)}%`, y1: 20, y2: height - 20 }),
      drawn("text", { class: "tick", x: `${x(10 * tick)}%`, y: height - 6, "text-anchor": i === 0 ? "start" : tick === last ? "end" : "middle" }, `${tick}\u00a0%`),
    ]);
    if (reference) {
      const place = x(reference.value), anchor = place < 25 ? "start" : place > 75 ? "end" : "middle";
      parts.push(drawn("line", { class: "reference rows", x1: `${place}%`, x2: `${place}%`, y1: top + 17, y2: height - 20 }));
      parts.push(drawn("text", { class: "tick", x: `${place}%`, y: 12, "text-anchor": anchor }, `all pictures ${percent(reference.value)}`));
    }
    parts.push(...kept.map((row, i) => lane(choice, row, top + step * i, x, row.hollow ? "ring" : row.share === lowest ? "lowest" : "dot")));
    const signs = [Number.isNaN(lowest) ? "" : "◆ lowest", all.some((row) => row.hollow) ? "○ shown, not compared" : "",
      kept.length < all.length ? `${number(all.length - kept.length)} of ${number(all.length)} rows, neither among the lowest nor the highest, are in the table only` : ""];
    return { parts, height, note: signs.filter(Boolean).join("; ") };
  }

  function lane(choice, row, y, x, kind) {
    const text = row.value === null ? choice.metric.undefined : `${percent(row.value)} of ${number(row.of)}`;
    const group = drawn("g", { class: `lane ${kind}` },
      drawn("svg", { x: 0, y, width: "58%", height: 18 }, drawn("text", { class: "name", x: 2, y: 13 }, row.name)),
      drawn("text", { class: "value", x: "100%", y: y + 13, "text-anchor": "end" }, text));
    if (row.value === null) return group;
    const [low, high] = [row.low ?? row.value, row.high ?? row.value], shape = kind === "lowest" ? data.drawing.lowest : data.drawing.dot;
    Object.assign(group.dataset, { name: row.name, at: row.share, low: percents(low) / 100, high: percents(high) / 100, text });
    group.append(
      drawn("line", { class: "base", x1: 0, x2: "100%", y1: y + 25, y2: y + 25 }),
      drawn("line", { class: "interval", x1: `${x(low)}%`, x2: `${x(high)}%`, y1: y + 25, y2: y + 25 }),
      drawn("svg", { class: "dot", x: `${x(row.value)}%`, y: y + 25, width: 1, height: 1 }, drawn("path", { d: shape })));
    return group;
  }

  function line(choice, row) {
    const name = element("bdi", {}, row.name), rate = element("td", {}, row.value === null ? "–" : percent(row.value));
    if (row.title) name.title = row.title;
    if (row.value === null) rate.append(element("small", {}, choice.metric.undefined));
    const interval = row.low === null ? "–" : `${tenths(row.low)} to ${percent(row.high)}`;
    return element("tr", {}, element("th", { scope: "row", className: "text" }, name), rate,
      ...[interval, row.above === null ? "–" : number(row.above), number(row.of)].map((text) => element("td", {}, text)));
  }
  function heading(choice) {
    const texts = [choice.feature.title, "Rate", `${data.confidence} interval`, "Counted", "Out of"];
    return element("tr", {}, ...texts.map((text, i) => element("th", { scope: "col", className: i ? "" : "text" }, text)));
  }

  function told(choice, all, reference) {
    const defined = all.filter((row) => row.value !== null && !row.hollow).sort((a, b) => a.share - b.share);
    const missing = all.filter((row) => row.value === null).length, ends = [defined[0], defined.at(-1)];
    const found = defined.length ? `from ${ends.map((row) => `${percent(row.value)} (“${row.name}”)`).join(" to ")}` : "none has a rate";
    const total = reference ? `; all pictures ${percent(reference.value)}` : "";
    const left = missing && defined.length ? ` ${number(missing)} without a rate: ${choice.metric.undefined}.` : "";
    const counted = `${number(all.length)} ${choice.emotions.length > 1 ? "rates" : all.length === 1 ? "group" : "groups"}`;
    const met = data.limits.filter((limit) => limit.feature === choice.axis && limit.metrics.includes(choice.metric.name)
      && (limit.emotion === null || choice.one === EACH || limit.emotion === choice.one));
    const limits = met.length ? met.map((limit) => limit.text).join("; ") : "No limit was set on this: it is shown, not judged";
    return `${title(choice)}: ${counted}, ${found}${total}.${left} ${limits}.`;
  }

  function fill(select, texts, value) {
    select.replaceChildren(...texts.map(([key, text]) => new Option(text, key)));
    select.value = value;
  }

  function explored(pair, axis) {
    const figure = pair.querySelector("figure"), chart = figure.querySelector("svg"), table = pair.querySelector("table"), tabled = pair.querySelector(".tabled");
    const sentence = pair.parentElement.querySelector(".told"), box = document.getElementById("explorer-choices").content.firstElementChild.cloneNode(true);
    const [measure, emotion, order] = ["metric", "emotion", "order"].map((name) => box.querySelector(`[name=${name}]`));
    const feature = data.features[axis], head = table.tHead.rows[0], body = [...table.tBodies[0].rows];
    const notes = [figure, tabled].map((place) => place.querySelector(":scope > .note") ?? place.appendChild(element("p", { className: "note" })));
    const captions = [figure.querySelector("figcaption"), chart.querySelector("title"), table.caption], describes = chart.querySelector("desc");
    const stood = { sentence: sentence.textContent, notes: notes.map((note) => note.textContent), marks: [...chart.childNodes], height: chart.getAttribute("height"),
      reference: chart.dataset.reference, description: describes.textContent, caption: table.caption.textContent };
    let wanted = EACH; // kept while a measure over all emotions is shown

    const chosen = () => {
      const metric = data.metrics[measure.value], one = Number(emotion.value);
      return { axis, feature, metric, one, order: order.value, emotions: one === EACH && metric.per_emotion ? data.emotions.map((_, i) => i) : [Math.max(one, 0)] };
    };
    const first = (choice) => data.metrics.indexOf(choice.metric) === FIRST.metric;

    // the rows of success rates, lowest first, stand on the page: they have columns that no other measure has
    function place(choice, all) {
      const ranks = rows({ ...choice, order: "rate" }).map((row) => row.place);
      table.tHead.replaceChildren(first(choice) ? head : heading(choice));
      table.tBodies[0].replaceChildren(...(first(choice) ? [...all.map((row) => body[ranks.indexOf(row.place)]), body.at(-1)] : [...all, ...totals(choice)].map((row) => line(choice, row))));
    }
    function show() {
      const choice = chosen(), all = rows(choice), total = choice.emotions.length === 1 ? totals(choice)[0] : null;
      const reference = total && total.value !== null ? total : null, asStood = first(choice) && choice.order === FIRST.order;
      const made = asStood ? { parts: stood.marks, height: stood.height, note: stood.notes[0] } : drawing(choice, all, reference);
      const text = asStood ? stood.caption : title(choice), value = asStood ? stood.reference : reference?.share;
      for (const caption of captions) caption.textContent = text;
      describes.textContent = asStood ? stood.description : `For each group a dot on its interval${reference ? "; the dashed line is the rate over all pictures" : ""}. The table has the numbers.`;
      chart.replaceChildren(...(asStood ? [] : [captions[1], describes]), ...made.parts);
      chart.setAttribute("height", made.height);
      if (value === undefined) delete chart.dataset.reference; else chart.dataset.reference = value;
      [notes[0].textContent, notes[1].textContent] = [made.note, first(choice) ? stood.notes[1] : choice.metric.meaning];
      place(choice, all);
      sentence.textContent = asStood ? stood.sentence : told(choice, all, reference);
      const file = [choice.metric.name, ...(choice.one === EACH ? [] : [data.emotions[choice.one]])].join("-").replace(/[^a-z0-9]+/gi, "-");
      for (const each of [figure, table]) each.dataset.file = asStood ? each.id : `groups-${axis + 1}-${file}`;
      for (const each of [figure, tabled]) each.dispatchEvent(new Event("redrawn", { bubbles: true })); // for buttons, the interactive chart, and what scrolls
    }
    function offerEmotions() {
      const each = data.metrics[measure.value].per_emotion;
      fill(emotion, [[EACH, each ? "each emotion" : "all emotions together"], ...(each ? data.emotions.map((name, i) => [i, name]) : [])], each ? wanted : EACH);
    }
    // the choice as a link
    function remember() {
      const choice = chosen(), words = new URLSearchParams({ by: feature.key, metric: choice.metric.name });
      if (choice.one !== EACH) words.set("emotion", data.emotions[choice.one]);
      if (choice.order !== FIRST.order) words.set("order", choice.order);
      history.replaceState(null, "", `#groups?${words}`);
    }

    box.setAttribute("aria-label", `Choose what is shown by ${feature.title}`);
    fill(measure, data.metrics.map((metric, i) => [i, metric.title]), FIRST.metric);
    offerEmotions();
    for (const select of [measure, emotion, order]) select.setAttribute("aria-controls", pair.id);
    sentence.setAttribute("role", "status");
    measure.addEventListener("change", offerEmotions);
    emotion.addEventListener("change", () => { wanted = Number(emotion.value); });
    for (const select of [measure, emotion, order]) select.addEventListener("change", () => { show(); remember(); });
    sentence.before(box);
    return (metric, one, sorted) => {
      wanted = one;
      [measure.value, order.value] = [metric, sorted];
      offerEmotions();
      show();
      for (let at = pair; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
      box.scrollIntoView();
    };
  }

  const parts = data.features.map((_, axis) => explored(document.getElementById(`rates-${axis + 1}`), axis));

  // whatever is not one of the choices leaves the page as it is
  function recall() {
    if (!location.hash.startsWith("#groups?")) return;
    const words = new URLSearchParams(location.hash.slice("#groups?".length)), name = words.get("emotion");
    const axis = data.features.findIndex((f) => f.key === words.get("by")), metric = data.metrics.findIndex((m) => m.name === words.get("metric"));
    const one = name === null ? EACH : data.emotions.indexOf(name), sorted = words.get("order") ?? FIRST.order;
    if (axis < 0 || metric < 0 || (name !== null && (one < 0 || !data.metrics[metric].per_emotion)) || !["rate", "name"].includes(sorted)) return;
    parts[axis](metric, one, sorted);
  }
  addEventListener("hashchange", recall);
  recall();
})();
