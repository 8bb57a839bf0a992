// A hint while one writes, never a judgement: does the note look as if it points at a person?
const SIGNS = [
  ["looks_like_number", /\b(?:19|20)?\d{6}[-+ ]?\d{4}\b/],
  ["looks_like_phone", /(?:\+46|\b0)[\s-]?\d{1,3}[\s-]?\d{2,3}[\s-]?\d{2}[\s-]?\d{2}\b/],
  ["looks_like_mail", /\S@\S+\.\S/],
  ["looks_like_plate", /\b[A-ZÅÄÖ]{3}[ ]?\d{2}[A-Z0-9]\b/],
  ["looks_like_name", /\b\p{Lu}\p{Ll}{2,} \p{Lu}\p{Ll}{2,}(?:son|berg|ström|gren|lund|qvist|kvist|man|sen|vić|ić|oğlu)\b/u],
];

/** The name of the hint, or "". */
export const hint = (note) => SIGNS.find(([, sign]) => sign.test(note))?.[0] ?? "";
