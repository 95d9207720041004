"use strict";
// On top of a page that is complete without it: interactive charts when asked for, search, and a print of everything.
// Runs last: its buttons stand in the toolbars of saving.js, and explorer.js says when a chart or table is made anew.
(() => {
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  // plotly reads a few tags and links in its labels; names from the cohort must stay text
  const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const brief = (text) => plain(text.length > 28 ? text.slice(0, 27) + "…" : text);
  let library;

  // five digits of base 85 for four bytes: a sixteenth smaller than base 64
  function unpacked(element) {
    const text = element.textContent, digits = new Uint8Array(128), bytes = new DataView(new ArrayBuffer(text.length / 5 * 4));
    [...element.dataset.alphabet].forEach((digit, value) => { digits[digit.charCodeAt(0)] = value; });
    for (let i = 0; i < text.length; i += 5) {
      let value = 0;
      for (let j = i; j < i + 5; j++) value = value * 85 + digits[text.charCodeAt(j)];
      bytes.setUint32(i / 5 * 4, value);
    }
    return bytes.buffer.slice(0, element.dataset.size);
  }

  async function inflate() {
    const stream = new Blob([unpacked(document.getElementById("plotly"))]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text(); // runs because the content policy names its hash
    document.head.append(script);
    return window.Plotly;
  }

  function layout(extra) {
    const ink = colour("--ink"), line = colour("--line"), paper = colour("--paper");
    const axis = { gridcolor: line, zerolinecolor: line, linecolor: line, automargin: true, tickcolor: line };
    return {
      paper_bgcolor: paper, plot_bgcolor: paper, font: { color: ink, family: getComputedStyle(document.body).fontFamily, size: 13 },
      margin: { l: 8, r: 16, t: 16, b: 40 }, hoverlabel: { bgcolor: paper, bordercolor: ink, font: { color: ink } },
      showlegend: false, ...extra, xaxis: { ...axis, ...extra.xaxis }, yaxis: { ...axis, ...extra.yaxis },
    };
  }

  function lanes(figure) {
    const svg = figure.querySelector("svg"), percent = svg.dataset.unit === "%", factor = percent ? 100 : 1;
    const rows = [...svg.querySelectorAll("g[data-at]")].map((g) => g.dataset).reverse();
    const at = rows.map((d) => d.at * factor), place = rows.map((_, i) => i);
    const trace = {
      type: "scatter", mode: "markers", x: at, y: place, customdata: rows.map((d) => [plain(d.name), plain(d.text)]),
      hovertemplate: "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
      marker: { size: 11, color: colour("--mark"), line: { width: 1, color: colour("--ink") } },
      error_x: {
        type: "data", symmetric: false, color: colour("--mark"), thickness: 2.5, width: 5,
        array: rows.map((d, i) => d.high * factor - at[i]), arrayminus: rows.map((d, i) => at[i] - d.low * factor),
      },
    };
    const reference = svg.dataset.reference === undefined ? [] : [{
      type: "line", yref: "paper", y0: 0, y1: 1, x0: svg.dataset.reference * factor, x1: svg.dataset.reference * factor,
      line: { color: colour("--ink"), dash: "dash", width: 1 },
    }];
    return [[trace], layout({
      height: 90 + 26 * rows.length, shapes: reference, xaxis: { ticksuffix: percent ? " %" : "" },
      yaxis: { tickmode: "array", tickvals: place, ticktext: rows.map((d) => brief(d.name)), showgrid: false },
    })];
  }

  function matrix(table) {
    const rows = [...table.tBodies[0].rows];
    const used = [...table.tHead.rows[0].cells].map((_, i) => i).filter((i) => rows.some((row) => row.cells[i].dataset.value));
    const name = (cell) => (cell.querySelector("bdi") || cell).textContent;
    const names = used.map((i) => name(table.tHead.rows[0].cells[i])), groups = rows.map((row) => name(row.cells[0]));
    const apart = table.classList.contains("apart"), shades = document.body.dataset[apart ? "apart" : "colours"].split(" ");
    const trace = {
      type: "heatmap", ...(apart ? { zmid: 0 } : { zmin: 0 }), xgap: 1, ygap: 1, colorscale: shades.map((shade, i) => [i / (shades.length - 1), shade]),
      x: names.map((_, i) => i), y: groups.map((_, i) => i),
      z: rows.map((row) => used.map((i) => row.cells[i].dataset.value ? Number(row.cells[i].dataset.value) : null)),
      customdata: rows.map((row, r) => used.map((i, c) => [plain(groups[r]), plain(names[c]), plain([...row.cells[i].children].map((e) => e.textContent).join(", "))])),
      hovertemplate: "%{customdata[0]}, %{customdata[1]}: %{customdata[2]}<extra></extra>", hoverongaps: false,
      colorbar: { title: { text: plain(table.dataset.unit), side: "right" }, thickness: 14 },
    };
    const ticks = (texts) => ({ tickmode: "array", tickvals: texts.map((_, i) => i), ticktext: texts.map(brief), showgrid: false });
    return [[trace], layout({ margin: { l: 8, r: 16, t: 64, b: 16 }, height: 130 + 28 * rows.length, xaxis: { ...ticks(names), side: "top" }, yaxis: { ...ticks(groups), autorange: "reversed" } })];
  }

  function offer(place, id, label, draw, replaced) {
    const button = document.createElement("button"), plot = document.createElement("div");
    const config = { responsive: true, displaylogo: false, showSendToCloud: false, plotlyServerURL: "", modeBarButtonsToRemove: ["toImage"] };
    const name = () => {
      button.textContent = plot.hidden ? "Explore interactively" : "Close the interactive chart";
      button.setAttribute("aria-label", `${button.textContent}: ${label.textContent}`);
      button.setAttribute("aria-expanded", String(!plot.hidden));
    };
    Object.assign(button, { type: "button", className: "explore" });
    Object.assign(plot, { id: `${id}-plot`, className: "plot", hidden: true });
    name();
    place.querySelector(":scope > .tools").append(button);
    place.append(plot);
    const redraw = async () => { library ??= inflate(); const [traces, form] = draw(); await (await library).react(plot, traces, form, config); };
    button.addEventListener("click", async () => {
      plot.hidden = !plot.hidden;
      if (replaced) replaced.style.display = plot.hidden ? "" : "none";
      name();
      if (!plot.hidden) await redraw();
    });
    const again = () => { name(); if (!plot.hidden) redraw(); };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    place.addEventListener("redrawn", again);
  }

  function keyboard() { // only what scrolls needs to be reached by key
    for (const region of document.querySelectorAll(".scroll")) {
      region.tabIndex = region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight + 1 ? 0 : -1;
    }
  }
  keyboard();
  for (const event of ["resize", "redrawn", "toggle"]) addEventListener(event, keyboard, true);

  if ("DecompressionStream" in window && document.getElementById("plotly")) {
    for (const figure of document.querySelectorAll(".chart")) {
      if (!figure.querySelector("g[data-at]")) continue;
      offer(figure, figure.id, figure.querySelector("figcaption"), () => lanes(figure), figure.querySelector("svg"));
    }
    for (const table of document.querySelectorAll("table.matrix")) {
      if (!table.querySelector("td[data-value]")) continue;
      offer(table.closest(".tabled"), table.id, table.caption, () => matrix(table), null);
    }
  }

  // what a link leads to may be folded
  function reveal(place) {
    for (let at = place; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    place.scrollIntoView();
  }
  // the contents mark where one is, and name the charts and tables of a part that is open there
  function keepPlace(contents) {
    const links = new Map([...contents.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
    const headings = [...document.querySelectorAll("main > section, main summary > h3[id]")].filter((heading) => links.has(heading.id));
    const inside = document.createElement("ul");
    let part = null;
    const named = (details) => { // a chart and its table are one entry
      const found = new Map();
      for (const caption of details.querySelectorAll("caption, figcaption")) {
        const text = caption.textContent.split(":")[0], at = caption.closest("table, figure");
        if (at.id && caption.checkVisibility() && !found.has(text)) found.set(text, at.id);
      }
      return [...found].map(([text, id]) => {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("a"), { href: `#${id}`, textContent: text }));
        return item;
      });
    };
    const mark = () => {
      const seen = headings.filter((heading) => heading.checkVisibility() && heading.getBoundingClientRect().top < innerHeight / 3);
      const section = seen.filter((heading) => heading.tagName === "SECTION").at(-1), last = seen.at(-1), details = last?.closest("details");
      const here = details?.open && details.getBoundingClientRect().bottom > 0 ? last : null;
      for (const [id, link] of links) {
        if (id === section?.id || id === here?.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      }
      if (here === part) return;
      part = here;
      inside.replaceChildren(...(here ? named(details) : []));
      if (here && inside.children.length > 1) links.get(here.id).after(inside); else inside.remove();
    };
    let asked = false;
    const soon = () => { if (!asked) { asked = true; requestAnimationFrame(() => { asked = false; mark(); }); } };
    for (const event of ["scroll", "resize", "toggle"]) addEventListener(event, soon, { capture: true, passive: true });
    mark();
    // parts that drop down below their section shut once one is chosen, or by Escape
    const shut = (now) => contents.classList.toggle("shut", now);
    contents.addEventListener("click", (event) => { if (event.target.closest("a")) shut(true); });
    addEventListener("keydown", (event) => { if (event.key === "Escape") shut(true); });
    for (const event of ["pointerleave", "focusout"]) contents.addEventListener(event, () => shut(false));
    // they stay while the keyboard goes from one link to the next, of which neither has the focus for a moment
    for (const item of contents.querySelectorAll(":scope > ul > li")) {
      item.addEventListener("focusin", (event) => item.classList.toggle("within", event.target.matches(":focus-visible")));
      item.addEventListener("focusout", (event) => { if (!item.contains(event.relatedTarget)) item.classList.remove("within"); });
    }
  }

  const follow = () => { const place = document.querySelector(":target"); if (place) reveal(place); };
  addEventListener("hashchange", follow);
  follow();

  function tool(contents) { // search, and a print with every part open; what is folded is not printed
    const bar = document.createElement("div"), field = document.createElement("input"), found = document.createElement("ul"), print = document.createElement("button");
    bar.className = "search";
    Object.assign(field, { type: "search", placeholder: "Search this page", autocomplete: "off" });
    field.setAttribute("aria-label", "Search headings, groups and captions of this page");
    found.setAttribute("aria-label", "Found");
    found.setAttribute("role", "status");
    Object.assign(print, { type: "button", textContent: "Print everything" });
    print.addEventListener("click", () => {
      const folded = [...document.querySelectorAll("details:not([open])")];
      for (const details of folded) details.open = true;
      addEventListener("afterprint", () => { for (const details of folded) details.open = false; }, { once: true });
      window.print();
    });
    field.addEventListener("input", () => {
      const asked = field.value.trim().toLowerCase();
      const places = asked ? [...document.querySelectorAll("main h2, main h3, main h4, main caption, main figcaption, main th[scope=row]")] : [];
      const hits = places.filter((place) => place.textContent.toLowerCase().includes(asked)).slice(0, 12);
      found.replaceChildren(...hits.map((place) => {
        const item = document.createElement("li"), button = document.createElement("button"), where = place.closest("section").querySelector("h2");
        const caption = place.tagName === "TH" ? place.closest("table").caption : null;
        Object.assign(button, { type: "button", textContent: [place, caption || (place === where ? null : where)].filter(Boolean).map((e) => e.textContent.trim()).join(" – ") });
        button.addEventListener("click", () => { reveal(place); found.replaceChildren(); place.tabIndex = -1; place.focus({ preventScroll: true }); });
        item.append(button);
        return item;
      }), ...(asked && !hits.length ? [Object.assign(document.createElement("li"), { textContent: "nothing found" })] : []));
    });
    field.addEventListener("keydown", (event) => { if (event.key === "Escape") { field.value = ""; found.replaceChildren(); } });
    bar.append(field, print, found);
    contents.append(bar);
  }
  keepPlace(document.getElementById("contents"));
  tool(document.getElementById("contents"));
})();
