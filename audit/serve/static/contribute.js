"use strict";
/* Giving pictures and deleting them: nothing is sent before consent is ticked and the button is pressed. */

const MOST = 10, RUN = 5, RUN_EVERY = 400;
const video = document.createElement("video");
video.muted = true;
video.playsInline = true;
let chosen = [];

function ready() {
  const agreed = by("consent").checked;
  by("describe").disabled = !agreed;
  by("submit").disabled = !(agreed && chosen.length && by("give-form").elements.emotion.value);
}

function showChosen() {
  by("chosen").replaceChildren(...chosen.map((blob, place) => {
    const row = element("li"), image = element("img"), drop = element("button", "plain", "Remove");
    image.alt = `Picture ${place + 1}`;
    image.src = URL.createObjectURL(blob);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    drop.type = "button";
    drop.setAttribute("aria-label", `Remove picture ${place + 1}`);
    drop.addEventListener("click", () => { chosen.splice(place, 1); showChosen(); });
    row.append(image, drop);
    return row;
  }));
  ready();
}

function take(blobs) {
  chosen = [...chosen, ...blobs].slice(0, MOST);
  showChosen();
}

async function startCamera() {
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 } } });
    await video.play();
  } catch (error) {
    tell(by("give-said"), cameraRefused(error), "bad");
    return;
  }
  by("camera").hidden = true;
  for (const id of ["one", "run", "live"]) by(id).hidden = false;
  by("one").focus();
  drawLive();
}

function drawLive() {
  if (!video.srcObject) return;
  const canvas = by("live");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  requestAnimationFrame(drawLive);
}

function still() {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

async function takeRun() {
  for (let place = 0; place < RUN; place += 1) {
    take([await still()]);
    await new Promise((done) => { setTimeout(done, RUN_EVERY); });
  }
}

async function give(event) {
  event.preventDefault();
  const form = new FormData(by("give-form"));
  chosen.forEach((blob, place) => form.append("picture", blob, blob.name || `picture ${place + 1}`));
  by("submit").disabled = true;
  try {
    const found = await ask("/contribute", { method: "POST", body: form });
    chosen = [];
    by("give-form").reset();
    showChosen();
    showReceipt(found);
  } catch (error) {
    tell(by("give-said"), error.message, "bad");
  }
  ready();
}

function showReceipt(found) {
  const place = by("give-said");
  tell(place, `Stored: ${found.stored} ${found.stored === 1 ? "picture" : "pictures"}. Your code, which deletes them again, is shown only now: `, "good");
  place.append(element("code", "receipt", found.receipt));
  if (found.without_face) {
    place.append(` In ${found.without_face} of them no face was found; they are kept all the same, because whom the finder misses is part of an audit.`);
  }
}

async function forget(event) {
  event.preventDefault();
  try {
    const found = await ask("/forget", { method: "POST", body: new FormData(by("forget-form")) });
    by("forget-form").reset();
    tell(by("forget-said"), `Deleted: ${found.deleted} ${found.deleted === 1 ? "picture" : "pictures"}, with everything said about them.`, "good");
  } catch (error) {
    tell(by("forget-said"), error.message, "bad");
  }
}

by("camera").addEventListener("click", startCamera);
by("one").addEventListener("click", async () => take([await still()]));
by("run").addEventListener("click", takeRun);
by("choose").addEventListener("change", (event) => { take([...event.target.files]); event.target.value = ""; });
by("give-form").addEventListener("change", ready);
by("give-form").addEventListener("submit", give);
by("forget-form").addEventListener("submit", forget);

const handedOn = takeHanded();
if (handedOn) take([handedOn]);
