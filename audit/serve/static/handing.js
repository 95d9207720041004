"use strict";
/* A picture handed from the page that looks to the page where it can be given: in this tab alone, and taken out there. */

const HANDED = "emotion-audit: to contribute", MOST_HANDED = 4_000_000, LONGEST_HANDED = 1280, MARGIN = .6;

/** Go to the page where a face's picture can be given; of several faces only this one and what is around it goes along. */
async function correctOn(picture, sight, face) {
  try {
    const image = picture instanceof Blob ? await createImageBitmap(picture) : picture;
    if (image) sessionStorage.setItem(HANDED, handed(image, sight, face));
  } catch {
    sessionStorage.removeItem(HANDED); // too large to hand on: it is chosen there anew
  }
  location.assign("/contribute");
}

function handed(image, sight, face) {
  const scale = image.width / sight.width, whole = { x: 0, y: 0, width: image.width, height: image.height };
  const part = sight.faces.length > 1 && face.box ? around(face.box, scale, whole) : whole;
  const shrink = Math.min(1, LONGEST_HANDED / Math.max(part.width, part.height)), canvas = document.createElement("canvas");
  canvas.width = Math.round(part.width * shrink);
  canvas.height = Math.round(part.height * shrink);
  canvas.getContext("2d").drawImage(image, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  const png = canvas.toDataURL("image/png");
  return png.length <= MOST_HANDED ? png : canvas.toDataURL("image/jpeg", .95);
}

function around(box, scale, whole) {
  const margin = MARGIN * box.width * scale;
  const x = Math.max(0, box.x * scale - margin), y = Math.max(0, box.y * scale - margin);
  return {
    x, y,
    width: Math.min(whole.width, (box.x + box.width) * scale + margin) - x,
    height: Math.min(whole.height, (box.y + box.height) * scale + margin) - y,
  };
}

/** Return the picture that was handed here as a file, or nothing; it is kept no longer. */
function takeHanded() {
  const address = sessionStorage.getItem(HANDED);
  sessionStorage.removeItem(HANDED);
  if (!address) return null;
  const [head, data] = address.split(","), bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: head.slice(5, head.indexOf(";")) });
}
