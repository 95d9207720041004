"use strict";
/* The page that looks: a camera whose newest frame wins, or pictures. */

const LONGEST = 640, IN_FLIGHT = 2, SPOKEN_EVERY = 2500, PROTOCOL = "emotion-audit";
const video = document.createElement("video");
video.muted = true;
video.playsInline = true;

const camera = { stream: null, socket: null, sent: new Map(), number: 0, wanted: false, waiting: false, answered: [] };
let spokenAt = 0;

function trouble(sentence) {
  by("trouble").textContent = sentence;
  by("trouble").hidden = !sentence;
}

function say(sight, now = performance.now()) {
  if (now - spokenAt < SPOKEN_EVERY) return;
  spokenAt = now;
  const sentence = spoken(sight);
  if (by("summary").textContent !== sentence) by("summary").textContent = sentence;
}

/* ---- camera ---- */

async function startCamera() {
  trouble("");
  camera.wanted = true;
  try {
    camera.stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: LONGEST }, height: { ideal: 480 } } });
  } catch (error) {
    camera.wanted = false;
    trouble(cameraRefused(error));
    return;
  }
  video.srcObject = camera.stream;
  await video.play();
  connect();
  by("camera").hidden = false;
  by("nothing").hidden = true;
  by("start").hidden = true;
  by("stop").hidden = false;
  by("stop").focus();
}

function releaseCamera() {
  camera.stream?.getTracks().forEach((track) => track.stop());
  camera.stream = null;
  video.srcObject = null;
  camera.socket?.close();
  camera.socket = null;
  camera.sent.clear();
}

function stopCamera() {
  camera.wanted = false;
  releaseCamera();
  by("start").hidden = false;
  by("stop").hidden = true;
  by("camera").hidden = true;
  by("start").focus();
}

function connect() {
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/frames`;
  const socket = new WebSocket(address, [PROTOCOL, TOKEN]);
  socket.binaryType = "arraybuffer";
  camera.socket = socket;
  socket.onopen = () => { trouble(""); pump(); };
  socket.onmessage = (message) => answered(JSON.parse(message.data));
  socket.onclose = (event) => {
    if (camera.socket !== socket) return;
    camera.socket = null;
    camera.sent.clear();
    if (!camera.wanted) return;
    trouble(event.reason || "The app does not answer; trying again. Was it started anew? Then reload this page.");
    setTimeout(() => { if (camera.wanted && camera.stream && !camera.socket) connect(); }, 2000);
  };
}

/** Send the newest frame as soon as the app can take one. */
function pump() {
  if (camera.waiting || !camera.stream || camera.sent.size >= IN_FLIGHT) return;
  camera.waiting = true;
  const next = () => { camera.waiting = false; sendFrame(); };
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(next);
  else requestAnimationFrame(next);
}

function sendFrame() {
  const socket = camera.socket;
  if (!socket || socket.readyState !== WebSocket.OPEN || document.hidden || !video.videoWidth) return;
  const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
  const still = document.createElement("canvas");
  still.width = Math.round(video.videoWidth * scale);
  still.height = Math.round(video.videoHeight * scale);
  still.getContext("2d").drawImage(video, 0, 0, still.width, still.height);
  const number = camera.number = (camera.number + 1) % 2 ** 32;
  camera.sent.set(number, { still, at: performance.now() });
  still.toBlob(async (blob) => {
    const picture = new Uint8Array(await blob.arrayBuffer()), message = new Uint8Array(4 + picture.length);
    new DataView(message.buffer).setUint32(0, number, true);
    message.set(picture, 4);
    if (socket.readyState === WebSocket.OPEN) socket.send(message);
    pump();
  }, "image/jpeg", .9);
}

function answered(sight) {
  const frame = camera.sent.get(sight.frame), now = performance.now();
  for (const number of camera.sent.keys()) if (number <= sight.frame) camera.sent.delete(number);
  pump();
  if (sight.error) { trouble(sight.error); return; }
  if (!frame) return;
  trouble("");
  drawSight(by("view"), frame.still, frame.still.width, frame.still.height, sight);
  showFaces(by("camera-faces"), sight, frame.still);
  camera.answered = [...camera.answered.filter((at) => at > now - 2000), now];
  by("speed").textContent = `${(camera.answered.length / 2).toFixed(0)} pictures/s, ${(now - frame.at).toFixed(0)} ms from camera to answer, `
    + `${sight.milliseconds.toFixed(0)} ms of it in the app; the newest picture wins, ${sight.dropped} were skipped`;
  say(sight, now);
}

document.addEventListener("visibilitychange", () => {
  if (!camera.wanted) return;
  if (document.hidden) releaseCamera();
  else startCamera();
});

/* ---- pictures ---- */

async function showPictures(files) {
  const pictures = [...files].filter((file) => file.type.startsWith("image/"));
  if (!pictures.length) { trouble("That is no picture; choose PNG, JPEG, WEBP or BMP."); return; }
  trouble("");
  by("nothing").hidden = true;
  const form = new FormData();
  pictures.forEach((file) => form.append("picture", file, file.name));
  by("summary").textContent = "Looking.";
  try {
    const found = (await ask("/api/predict?seen=1", { method: "POST", body: form })).pictures;
    for (const [place, sight] of found.entries()) await showPicture(pictures[place], sight);
    by("summary").textContent = found.map(spoken).join(" ");
  } catch (error) {
    by("summary").textContent = "";
    trouble(error.message);
  }
}

async function showPicture(file, sight) {
  const block = element("article", "sight picture"), stage = element("div", "stage");
  const canvas = element("canvas"), faces = element("div", "faces");
  stage.append(canvas, element("p", "quiet", file.name || "pasted picture"));
  block.append(stage, faces);
  showFaces(faces, { ...sight, sentence: sight.sentence || (sight.faces.length ? "" : sight.reason) }, file);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", spoken(sight) || sight.reason);
  try {
    const image = await createImageBitmap(file), scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    drawSight(canvas, image, Math.round(image.width * scale), Math.round(image.height * scale), { width: image.width, ...sight });
  } catch {
    canvas.remove();
  }
  by("pictures").prepend(block);
}

by("start").addEventListener("click", startCamera);
by("stop").addEventListener("click", stopCamera);
by("choose").addEventListener("change", (event) => { showPictures(event.target.files); event.target.value = ""; });
document.addEventListener("paste", (event) => { if (event.clipboardData?.files.length) showPictures(event.clipboardData.files); });
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) showPictures(event.dataTransfer.files);
});
