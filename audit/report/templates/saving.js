"use strict";
// Every chart can be saved as SVG and PNG, every table as CSV: made here from what the page shows, nothing is asked for.
(() => {
  const INHERITED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "paint-order",
    "font-family", "font-size", "font-weight"];
  const PAD = 16, LINE = 17, SHARPNESS = 2; // pixels of a PNG for one of the page
  const said = document.createElement("p");
  Object.assign(said, { className: "said-only", role: "status" });
  document.body.append(said);

  function drawn(name, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  // the page's style sheet stays behind, so a picture carries what it says of every element
  function freeze(part, above) {
    const style = getComputedStyle(part), own = {};
    for (const name of INHERITED) {
      own[name] = style.getPropertyValue(name);
      if (own[name] !== above[name]) part.setAttribute(name, own[name]);
    }
    if (style.overflow === "visible" && part.localName === "svg") part.setAttribute("overflow", "visible");
    if (style.vectorEffect !== "none") part.setAttribute("vector-effect", style.vectorEffect);
    for (const child of part.children) freeze(child, own);
    for (const name of part.getAttributeNames()) if (name === "class" || name.startsWith("data-")) part.removeAttribute(name);
  }

  // a picture is as wide as a chart can be, light on whatever screen, with caption, legend and note in it
  function picture(figure) {
    const limit = parseFloat(getComputedStyle(figure).maxWidth), width = Number.isNaN(limit) ? 736 : limit;
    const host = document.createElement("div");
    host.className = `${figure.className} on-white to-save`;
    host.style.width = `${width}px`;
    for (const part of figure.querySelectorAll(":scope > figcaption, :scope > .legend, :scope > svg, :scope > .note")) host.append(part.cloneNode(true));
    document.body.append(host);
    const colour = (name) => getComputedStyle(host).getPropertyValue(name).trim();
    const family = getComputedStyle(host).fontFamily, ruler = document.createElement("canvas").getContext("2d");
    const root = drawn("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": family }), ground = drawn("rect", { width: "100%", height: "100%", fill: "#fff" });
    root.append(ground);
    let y = PAD;

    const measured = (text, font) => { ruler.font = `${font} ${family}`; return ruler.measureText(text).width; };
    const write = (text, x, fill, size, weight = 400) => {
      const line = drawn("text", { x, y: y + size, fill, "font-size": size, "font-weight": weight });
      line.textContent = text;
      root.append(line);
    };
    const wrapped = (text, fill, size, weight) => {
      let line = "";
      for (const word of text.split(/\s+/)) {
        const longer = line ? `${line} ${word}` : word;
        if (line && measured(longer, `${weight} ${size}px`) > width) { write(line, PAD, fill, size, weight); y += LINE; line = word; } else line = longer;
      }
      if (line) { write(line, PAD, fill, size, weight); y += LINE + 4; }
    };
    const legend = (items) => {
      let x = PAD;
      for (const item of items) {
        const text = item.textContent.trim(), swatch = item.querySelector("svg"), space = Number(swatch.getAttribute("width")) + 6;
        const needed = space + measured(text, "13px");
        if (x > PAD && x + needed > PAD + width) { x = PAD; y += LINE + 2; }
        freeze(swatch, {});
        root.append(swatch);
        swatch.setAttribute("x", x);
        swatch.setAttribute("y", y + 2);
        write(text, x + space, colour("--ink"), 13);
        x += needed + 16;
      }
      if (items.length) y += LINE + 6;
    };

    wrapped(host.querySelector("figcaption").textContent, colour("--ink"), 14, 600);
    legend([...host.querySelectorAll(".legend li")]);
    const chart = host.querySelector(":scope > svg");
    freeze(chart, {});
    root.append(chart);
    for (const [name, value] of Object.entries({ x: PAD, y, width })) chart.setAttribute(name, value);
    y += Number(chart.getAttribute("height")) + 8;
    const note = host.querySelector(":scope > .note");
    if (note) wrapped(note.textContent.trim(), colour("--quiet"), 12, 400);
    host.remove();
    const size = { width: width + 2 * PAD, height: y + PAD - 4 };
    for (const [name, value] of Object.entries(size)) root.setAttribute(name, value);
    return { ...size, text: new XMLSerializer().serializeToString(root) };
  }

  async function pixels(figure) {
    const { width, height, text } = picture(figure), image = new Image(), canvas = document.createElement("canvas");
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    Object.assign(canvas, { width: SHARPNESS * width, height: SHARPNESS * height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  // what a cell says and what stands small below it; the whole of a shortened name; numbers as spreadsheets read them
  function cell(of) {
    const small = of.querySelector("small"), named = of.querySelector("bdi[title]");
    const text = [...of.childNodes].filter((n) => n !== small && n.className !== "mark").map((n) => n.textContent).join("");
    return [named ? named.title : text, small ? small.textContent : ""].map(disarmed);
  }
  function disarmed(text) {
    const plain = text.replace(/\s+/g, " ").trim();
    if (/^[−-]?[\d,]*\.?\d+( ?%)?$/.test(plain)) return plain.replace("−", "-").replace(/[, ]/g, "");
    return /^[=+\-@＝＋－＠]/.test(plain) ? `'${plain}` : plain; // nothing in a spreadsheet may calculate
  }
  function lines(table) {
    const cells = [...table.rows].map((row) => [...row.cells].map(cell));
    const noted = cells[0].map((_, i) => cells.some((row, r) => r > 0 && row[i][1]));
    return cells.map((row, r) => row.flatMap(([text, small], i) => {
      const heading = r === 0 && small ? `${text} (${small})` : text;
      return noted[i] ? [heading, r === 0 ? `${text} (note)` : small] : [heading];
    }));
  }
  const joined = (table, comma) => lines(table).map((row) => row.map((text) => /[",\t]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text).join(comma)).join("\r\n") + "\r\n";

  function save(name, content) {
    const link = document.createElement("a"), url = URL.createObjectURL(content);
    Object.assign(link, { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    said.textContent = `Saved ${name}`;
  }

  const named = (part) => part.dataset.file ?? part.id; // what a reader chose is saved under a name of its own

  function tools(place, about, offers) {
    const bar = document.createElement("div");
    bar.className = "tools";
    for (const [text, act] of offers) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: text });
      const name = () => button.setAttribute("aria-label", `${text}: ${about().textContent}`);
      name();
      place.addEventListener("redrawn", name);
      button.addEventListener("click", act);
      bar.append(button);
    }
    place.append(bar);
  }

  for (const figure of document.querySelectorAll("figure.chart")) {
    tools(figure, () => figure.querySelector("figcaption"), [
      ["Save SVG", () => save(`${named(figure)}.svg`, new Blob([picture(figure).text], { type: "image/svg+xml" }))],
      ["Save PNG", async () => save(`${named(figure)}.png`, await pixels(figure))],
    ]);
  }
  for (const table of document.querySelectorAll(".tabled table")) {
    const copy = ["Copy", async () => { await navigator.clipboard.writeText(joined(table, "\t")); said.textContent = "Copied the table"; }];
    tools(table.closest(".tabled"), () => table.caption, [
      ["Save CSV", () => save(`${named(table)}.csv`, new Blob(["\ufeff", joined(table, ",")], { type: "text/csv" }))],
      ...(navigator.clipboard ? [copy] : []),
    ]);
  }
})();
