// A photo is drawn anew, smaller: fewer bytes on a bad network, and nothing left of where and with what it was taken.
// (The server removes metadata too, and does not trust us.)
const LONGEST_PX = 1600;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];

/** A smaller JPEG, at most `most` bytes; null when the picture cannot be read. */
export async function shrink(file, most) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of QUALITIES) {
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob && blob.size <= most) return blob;
  }
  return null;
}
