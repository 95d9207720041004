"use strict";
// The group explorer: a chart, a table and the limits of whatever a reader chooses. Names are hostile: they stay text.
(() => {
  const template = document.getElementById("explorer-template");
  template.replaceWith(template.content);
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const at = (name) => document.getElementById(`explorer-${name}`);
  const box = document.getElementById("explorer"), figure = at("chart"), chart = figure.querySelector("svg"), table = at("table");
  const by = at("by"), measure = at("metric"), emotion = at("emotion"), order = at("order");
  const EACH = -1; // every emotion in turn; of a measure over all emotions, the only choice
  let wanted = data.start.emotion ?? EACH; // kept while a measure over all emotions is shown

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

  function chosen() {
    const feature = data.features[by.value], metric = data.metrics[measure.value], one = Number(emotion.value);
    return { feature, metric, one, emotions: one === EACH && metric.per_emotion ? data.emotions.map((_, i) => i) : [Math.max(one, 0)] };
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
    const views = choice.metric.by[by.value];
    const all = choice.emotions.flatMap((e) => rates(choice, choice.feature.groups, views[e].cells, e));
    for (const row of all) row.hollow = choice.feature.unknown.includes(row.place);
    const undefinedLast = (a, b) => (a.value === null) - (b.value === null);
    const named = (a, b) => a.name.localeCompare(b.name, "en", { numeric: true });
    return all.sort(order.value === "name" ? named : (a, b) => undefinedLast(a, b) || a.share - b.share || a.place - b.place);
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

  function draw(choice, all, reference) {
    const { row: step, top, bottom } = data.drawing, kept = lanes(all), height = top + step * kept.length + bottom;
    const ticks = choice.emotions.length > 1 ? choice.metric.ticks[by.value] : choice.metric.by[by.value][choice.emotions[0]].ticks;
    const [first, last] = [ticks[0], ticks.at(-1)], x = (t) => 2 + 96 * (percents(t) - first) / (last - first);
    const shares = all.filter((row) => row.value !== null && !row.hollow).map((row) => row.share);
    const lowest = shares.length > 1 && Math.min(...shares) < Math.max(...shares) ? Math.min(...shares) : NaN;
    const parts = ticks.flatMap((tick, i) => [
      drawn("line", { class: "grid", x1: `${x(10 * tick)}%`, x2: `${x(10 * tick)}%`, y1: 20, y2: height - 20 }),
      drawn("text", { class: "tick", x: `${x(10 * tick)}%`, y: height - 6, "text-anchor": i === 0 ? "start" : tick === last ? "end" : "middle" }, `${tick}\u00a0%`),
    ]);
    delete chart.dataset.reference;
    if (reference) {
      const place = x(reference.value), anchor = place < 25 ? "start" : place > 75 ? "end" : "middle";
      parts.push(drawn("line", { class: "reference", x1: `${place}%`, x2: `${place}%`, y1: 18, y2: height - 20 }));
      parts.push(drawn("text", { class: "tick", x: `${place}%`, y: 12, "text-anchor": anchor }, `all pictures ${percent(reference.value)}`));
      chart.dataset.reference = reference.share;
    }
    parts.push(...kept.map((row, i) => lane(choice, row, top + step * i, x, row.hollow ? "ring" : row.share === lowest ? "lowest" : "dot")));
    chart.replaceChildren(chart.querySelector("title"), chart.querySelector("desc"), ...parts);
    chart.setAttribute("height", height);
    const signs = [Number.isNaN(lowest) ? "" : "◆ lowest", all.some((row) => row.hollow) ? "○ shown, not compared" : "",
      kept.length < all.length ? `${number(all.length - kept.length)} of ${number(all.length)} rows, neither among the lowest nor the highest, are in the table only` : ""];
    figure.querySelector(".note").textContent = signs.filter(Boolean).join("; ");
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

  function tabulate(choice, all) {
    const line = (row) => {
      const name = element("bdi", {}, row.name), rate = element("td", {}, row.value === null ? "–" : percent(row.value));
      if (row.title) name.title = row.title;
      if (row.value === null) rate.append(element("small", {}, choice.metric.undefined));
      const interval = row.low === null ? "–" : `${tenths(row.low)} to ${percent(row.high)}`;
      return element("tr", {}, element("th", { scope: "row", className: "text" }, name), rate,
        ...[interval, row.above === null ? "–" : number(row.above), number(row.of)].map((text) => element("td", {}, text)));
    };
    table.tBodies[0].replaceChildren(...[...all, ...totals(choice)].map(line));
    table.closest(".tabled").querySelector(".note").textContent = choice.metric.meaning;
  }

  function tell(choice, all, reference) {
    const defined = all.filter((row) => row.value !== null && !row.hollow).sort((a, b) => a.share - b.share);
    const missing = all.filter((row) => row.value === null).length, ends = [defined[0], defined.at(-1)];
    const found = defined.length ? `from ${ends.map((row) => `${percent(row.value)} (“${row.name}”)`).join(" to ")}` : "none has a rate";
    const total = reference ? `; all pictures ${percent(reference.value)}` : "";
    const left = missing && defined.length ? ` ${number(missing)} without a rate: ${choice.metric.undefined}.` : "";
    const counted = `${number(all.length)} ${choice.emotions.length > 1 ? "rates" : all.length === 1 ? "group" : "groups"}`;
    at("status").textContent = `${title(choice)}: ${counted}, ${found}${total}.${left}`;
    const met = data.limits.filter((limit) => limit.feature === Number(by.value) && limit.metrics.includes(choice.metric.name)
      && (limit.emotion === null || choice.one === EACH || limit.emotion === choice.one));
    const texts = met.length ? met.map((limit) => limit.text) : ["No limit was set here: these rates are shown, not judged."];
    at("limits").replaceChildren(...texts.map((text) => element("li", {}, text)));
  }

  function show() {
    const choice = chosen(), all = rows(choice), text = title(choice), total = choice.emotions.length === 1 ? totals(choice)[0] : null;
    const reference = total && total.value !== null ? total : null;
    for (const place of [figure.querySelector("figcaption"), chart.querySelector("title"), table.caption]) place.textContent = text;
    chart.querySelector("desc").textContent = `For each group a dot on its interval${reference ? "; the dashed line is the rate over all pictures" : ""}. The table has the numbers.`;
    draw(choice, all, reference);
    tabulate(choice, all);
    tell(choice, all, reference);
    figure.dispatchEvent(new Event("redrawn", { bubbles: true })); // for the interactive chart and what scrolls
  }

  function fill(select, texts, value) {
    select.replaceChildren(...texts.map(([key, text]) => new Option(text, key)));
    select.value = value;
  }
  function offerEmotions() {
    const each = data.metrics[measure.value].per_emotion;
    fill(emotion, [[EACH, each ? "each emotion" : "all emotions together"], ...(each ? data.emotions.map((name, i) => [i, name]) : [])], each ? wanted : EACH);
  }

  // the choice as a link; whatever is not one of the choices leaves the page as it is
  function remember() {
    const choice = chosen(), words = new URLSearchParams({ by: choice.feature.key, metric: choice.metric.name });
    if (choice.one !== EACH) words.set("emotion", data.emotions[choice.one]);
    if (order.value !== "rate") words.set("order", order.value);
    history.replaceState(null, "", `#explorer?${words}`);
  }
  function recall() {
    if (location.hash === "#explorer") box.open = true;
    if (!location.hash.startsWith("#explorer?")) return;
    const words = new URLSearchParams(location.hash.slice("#explorer?".length)), name = words.get("emotion");
    const feature = data.features.findIndex((f) => f.key === words.get("by")), metric = data.metrics.findIndex((m) => m.name === words.get("metric"));
    const one = name === null ? EACH : data.emotions.indexOf(name), sorted = words.get("order") ?? "rate";
    if (feature < 0 || metric < 0 || (name !== null && (one < 0 || !data.metrics[metric].per_emotion)) || !["rate", "name"].includes(sorted)) return;
    wanted = one;
    [by.value, measure.value, order.value] = [feature, metric, sorted];
    offerEmotions();
    box.open = true;
    show();
    box.scrollIntoView();
  }

  fill(by, data.features.map((feature, i) => [i, feature.title]), data.start.feature);
  fill(measure, data.metrics.map((metric, i) => [i, metric.title]), data.metrics.findIndex((metric) => metric.name === data.start.metric));
  offerEmotions();
  at("interval").textContent = `${data.confidence} interval`;
  measure.addEventListener("change", offerEmotions);
  emotion.addEventListener("change", () => { wanted = Number(emotion.value); });
  for (const select of [by, measure, emotion, order]) select.addEventListener("change", () => { show(); remember(); });
  box.addEventListener("toggle", () => { if (box.open) show(); });
  addEventListener("hashchange", recall);
  recall();
})();
