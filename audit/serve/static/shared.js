"use strict";
/* What every page shares: finding and making elements, telling a sentence, asking the app, and why there is no camera. */
const TOKEN = document.querySelector("meta[name=page-token]").content;

const by = (id) => document.getElementById(id);

/** Show a sentence in a place that is made for it; an empty one hides the place. */
function tell(place, sentence, tone = "") {
  place.className = `box ${tone}`;
  place.textContent = sentence;
  place.hidden = !sentence;
}

/** Return the app's answer to a request; throw its sentence where it refuses. */
async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { ...options, headers: { ...options.headers, "X-Page-Token": TOKEN } });
  } catch {
    throw new Error("The app does not answer; is it still running?");
  }
  const document = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(document.error || `The app answered with status ${answer.status}.`);
  return document;
}

/** Return a new element with a class and text. */
function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Return what an audit did not count, or read otherwise than written, as the report and the command say it. */
function readOtherwise(sentences) {
  const block = element("div", "quiet otherwise"), list = element("ul");
  list.append(...sentences.map((text) => element("li", "", text)));
  block.append(element("p", "", "Not counted, or read otherwise than written:"), list);
  return block;
}

/** Return a share as per cent, as the report writes it. */
function percent(share) {
  const text = (100 * share).toFixed(1);
  if (share > 0 && text === "0.0") return "< 0.1 %";
  if (share < 1 && text === "100.0") return "> 99.9 %";
  return `${text} %`;
}

const REFUSALS = {
  NotAllowedError: "The browser was not allowed to use the camera; allow it in the address bar, or choose a picture.",
  NotFoundError: "There is no camera here; choose a picture instead.",
  NotReadableError: "Another program is using the camera; close it, or choose a picture.",
};

/** Return why a browser gives no camera, and what to do. */
function cameraRefused(error) {
  if (!navigator.mediaDevices) return "Browsers give a camera only to pages of this machine, or over https; choose a picture instead.";
  return REFUSALS[error.name] || `The camera could not be started (${error.name}); choose a picture instead.`;
}
