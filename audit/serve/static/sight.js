"use strict";
/* A sight drawn: the picture with a box around each face, and a card for each face. */

const STROKES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];

/** Draw a picture, its boxes and the first model's word for each face. */
function drawSight(canvas, image, width, height, sight) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0, width, height);
  const scale = width / sight.width, line = Math.max(2, width / 240);
  sight.faces.forEach((face, place) => {
    if (!face.box) return;
    const [x, y, w, h] = ["x", "y", "width", "height"].map((key) => face.box[key] * scale);
    pen.lineWidth = 2 * line;
    pen.strokeStyle = "#fff";
    pen.strokeRect(x, y, w, h);
    pen.lineWidth = line;
    pen.strokeStyle = STROKES[place % STROKES.length];
    pen.strokeRect(x, y, w, h);
    label(pen, `${place + 1} ${word(face)}`, x, y, line);
  });
}

function label(pen, text, x, y, line) {
  const size = Math.max(14, 7 * line);
  pen.font = `600 ${size}px system-ui, sans-serif`;
  const wide = pen.measureText(text).width + size * .6, top = Math.max(0, y - size * 1.4);
  const left = Math.min(Math.max(0, x), Math.max(0, pen.canvas.width - wide));
  pen.fillStyle = "rgb(0 0 0 / .75)";
  pen.fillRect(left, top, wide, size * 1.4);
  pen.fillStyle = "#fff";
  pen.fillText(text, left + size * .3, top + size * 1.05);
}

/** Return what is said of a face in a word: of several models, the first. */
function word(face) {
  const first = face.answers[0];
  return face.readable && first && first.emotion ? `${first.emoji} ${first.emotion}` : "not read";
}

/** Return a sight in one sentence, for whoever does not see the picture. */
function spoken(sight) {
  if (sight.error) return sight.error;
  if (!sight.faces.length) return sight.sentence;
  return sight.faces.map((face, place) => {
    const said = face.readable ? face.answers.map((each) => each.reading || each.reason).join("; ") : face.doubts.join(" ");
    return `${face.box ? `Face ${place + 1}` : "Whole picture"}: ${said}`;
  }).join(". ");
}

/** Bring the cards of a place in line with a sight; cards that are there are kept, so that nothing flickers. */
function showFaces(place, sight, picture = null) {
  const note = sight.error || sight.sentence || (sight.more_faces ? `${sight.more_faces} smaller faces are not asked about.` : "");
  let said = place.querySelector(":scope > .said");
  if (!said) place.append(said = element("p", "said quiet"));
  said.textContent = note;
  said.hidden = !note;
  const cards = [...place.querySelectorAll(":scope > .face")];
  const faces = sight.faces || [];
  cards.slice(faces.length).forEach((card) => card.remove());
  faces.forEach((face, index) => {
    const card = cards[index] || place.appendChild(newCard(index));
    fillCard(card, face, index);
    card.correct = () => correctOn(picture, sight, face);
  });
}

function newCard(index) {
  const card = element("article", "face");
  const correct = element("button", "plain correct", "Not what you meant? Say so");
  correct.type = "button";
  correct.hidden = !by("look").dataset.contributable;
  correct.addEventListener("click", () => card.correct());
  card.append(element("h3"), element("p", "doubts"), element("div", "answers"), correct);
  card.style.setProperty("--stroke", STROKES[index % STROKES.length]);
  return card;
}

function fillCard(card, face, index) {
  card.querySelector("h3").textContent = face.box ? `Face ${index + 1}` : "The whole picture";
  card.dataset.box = face.box ? [face.box.x, face.box.y, face.box.width, face.box.height].join(",") : "";
  const doubts = card.querySelector(".doubts");
  doubts.textContent = face.doubts.join(" ");
  doubts.hidden = !face.doubts.length;
  const place = card.querySelector(".answers");
  const models = face.answers.map((each) => each.model).join("\n");
  if (place.dataset.models !== models) {
    place.replaceChildren(...face.answers.map(newAnswer));
    place.dataset.models = models;
  }
  place.hidden = !face.readable;
  face.answers.forEach((answer, which) => fillAnswer(place.children[which], answer));
}

function newAnswer(answer) {
  const block = element("div", "answer");
  block.dataset.model = answer.model;
  const head = element("div", "head"), seen = element("img", "seen"), words = element("div");
  seen.alt = `The face exactly as ${answer.model} got it`;
  words.append(element("p", "emotion"), element("p", "in-words"), element("p", "quiet numbers"));
  head.append(seen, words);
  block.append(element("p", "quiet model", answer.model), head, element("ul", "bars"), element("div", "beside"));
  return block;
}

function fillAnswer(block, answer) {
  const has = Boolean(answer.emotion);
  block.dataset.emotion = answer.emotion || "";
  block.querySelector(".emotion").textContent = has ? `${answer.emoji} ${answer.emotion}` : "no answer";
  block.querySelector(".in-words").textContent = has ? answer.reading : answer.reason;
  block.querySelector(".numbers").textContent = has
    ? `entropy ${answer.entropy.toFixed(2)} of 1, ${answer.calibrated ? "calibrated" : "not calibrated"}` : "";
  besideAnswer(block.querySelector(".beside"), answer);
  const seen = block.querySelector(".seen");
  seen.hidden = !answer.seen;
  if (answer.seen) seen.src = answer.seen;
  fillBars(block.querySelector(".bars"), answer.probabilities || {});
}

function fillBars(list, probabilities) {
  const names = Object.keys(probabilities);
  if (list.dataset.names !== names.join("\n")) {
    list.dataset.names = names.join("\n");
    list.replaceChildren(...names.map((name) => {
      const row = element("li"), track = element("span", "track");
      track.append(element("span", "fill"));
      row.append(element("span", "name", name), track, element("span", "value"));
      return row;
    }));
  }
  names.forEach((name, index) => {
    const row = list.children[index];
    row.querySelector(".fill").style.width = `${100 * probabilities[name]}%`;
    row.querySelector(".value").textContent = percent(probabilities[name]);
  });
}
