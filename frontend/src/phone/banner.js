// What must be known whatever screen one is at: unsent, too old, revoked, somebody else's network.
import { fill, h, icon, notice } from "./dom.js";
import * as queue from "./queue.js";
import { news, send } from "./sending.js";
import { state, unsent } from "./state.js";
import { say, sayN } from "./words.js";

const TOO_LONG_MS = 2 * 60 * 60 * 1000;

const needsPerson = (record) => [queue.REFUSED, queue.CONFLICT, queue.UNREADABLE, queue.PHOTO_REFUSED].includes(record.state);

const now = () => h("button", { class: "btn quiet", type: "button", "data-send": "", onclick: () => send({ byHand: true }) }, icon("send"), say("send_now"));
const doings = (...buttons) => h("div", { class: "btns" }, buttons);
const link = (href, text) => h("a", { class: "btn quiet", href }, text);

/** The most serious first, and only one. */
function serious(waiting) {
  const n = waiting.length;
  const kept = n ? sayN("kept_here", n) : "";
  if (news.revoked) return [`revoked${n}`, () => notice("error", "alert-circle", say("phone_revoked"), kept, say("phone_revoked_then"), n ? doings(now()) : null)];
  if (news.person) return [`person${n}`, () => notice("warn", "user", say("who_again"), kept, doings(link("#vem", say("choose_person"))))];
  const problems = state.records.filter(needsPerson).length;
  if (problems) return [`problems${problems}`, () => notice("error", "alert-circle", sayN("problems", problems), say("problems_text"), doings(link("#mina", say("see_what_to_do"))))];
  if (!n) return ["", () => null];
  const oldest = Math.min(...waiting.map((each) => each.savedAt));
  const hours = Math.floor((Date.now() - oldest) / 3_600_000);
  if (Date.now() - oldest > TOO_LONG_MS)
    return [`old${n}:${hours}`, () => notice("warn", "clock", sayN("unsent", n), say("waited_long", { n: hours }), say("do_not_remove"), doings(now()))];
  if (news.stranger) return [`stranger${n}`, () => notice("warn", "alert-triangle", say("stranger"), say("stranger_text"), kept, doings(now()))];
  return ["", () => null];
}

/** What is only waiting for a network is said below the screen, where it pushes nothing aside. */
function quiet(waiting, isSerious) {
  const n = isSerious ? 0 : waiting.length;
  const photos = state.records.filter((each) => each.state === queue.PHOTO && each.hasPhoto).length;
  if (!n && photos)
    return [`photos${photos}`, () => h("div", { class: "unsent-line" }, icon("camera"), h("p", {}, h("b", {}, sayN("photos_wait", photos)), " ", say("do_not_remove")), now())];
  if (!n) return ["", () => null];
  return [`waiting${n}`, () => h("div", { class: "unsent-line" }, icon("device-mobile"), h("p", {}, h("b", {}, sayN("waiting", n)), " ", say("do_not_remove")), now())];
}

function show(slot, [name, make]) {
  if (slot.dataset.shown === name) return;
  slot.dataset.shown = name;
  fill(slot, make());
}

/** The same below the screen, where what has been sent leaves its place empty: else a thumb hits what moves there. */
function showBelow(slot, told) {
  const isOver = told[0] === "" && slot.hasChildNodes();
  slot.classList.toggle("is-over", isOver);
  slot.inert = isOver;
  if (!isOver) show(slot, told);
  else slot.dataset.shown = "";
}

/** Another screen: nothing is under the thumb yet. */
export function settle(below) {
  if (below.dataset.shown === "") below.replaceChildren();
}

/** Paint both places, the counter in the foot and the one on the icon. */
export function paint({ banner, below, counter }) {
  const waiting = unsent();
  const above = serious(waiting);
  show(banner, above);
  showBelow(below, quiet(waiting, above[0] !== ""));
  banner.dataset.unsent = String(waiting.length);
  counter.textContent = waiting.length ? `\u00a0(${waiting.length})` : "";
  if (waiting.length) navigator.setAppBadge?.(waiting.length).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
}
