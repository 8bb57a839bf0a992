// The receipt. Three panes that light when, and only when, somebody has confirmed what they say.
import { fill, h, icon, notice } from "../dom.js";
import * as queue from "../queue.js";
import { mend } from "../saving.js";
import { news, undoSent } from "../sending.js";
import { state } from "../state.js";
import { clock, say, sayN } from "../words.js";
import { startOver } from "./what.js";

const UNDO_MS = 10 * 60 * 1000;

/** How far one has come, by what we have been told. */
export function standing(key) {
  const record = state.records.find((each) => each.key === key);
  const receipt = state.receipts.find((each) => each.key === key);
  const heading = state.headings?.find((each) => each.submission_key === key);
  const sent = Boolean(receipt || heading);
  return { record, receipt, heading, sent, shared: heading?.state === "shared" };
}

function pane(name, title, text, lit) {
  return h("div", { class: `ruta${lit ? " lyser" : ""}`, role: "listitem", "data-pane": name, "data-lit": String(lit) },
    h("b", {}, lit ? icon("circle-check") : null, h("span", {}, title), lit ? h("span", { class: "sr" }, say("done")) : null), h("p", {}, text));
}

const isRefused = (record) => [queue.REFUSED, queue.CONFLICT].includes(record?.state);

function phoneText(record, savedAt) {
  if (!savedAt) return say("saved");
  return isRefused(record) ? say("waits_since", { when: clock(savedAt) }) : say("saved_at", { clock: clock(savedAt) });
}

function waitingText(record) {
  if (!record) return "";
  if (isRefused(record)) return say("needs_you");
  if (news.revoked) return say("phone_revoked_short");
  return news.sending ? say("sending_now") : say("sent_when_network");
}

function coordinatorText(receipt, heading) {
  if (!receipt?.registered_at) return say("received");
  return say(heading?.state === "returned" ? "returned_short" : "received_at", { clock: clock(receipt.registered_at) });
}

function painted(key) {
  const { record, receipt, heading, sent, shared } = standing(key);
  const savedAt = record?.savedAt ?? receipt?.savedAt;
  return [
    pane("phone", say("on_the_phone"), phoneText(record, savedAt), Boolean(record || sent)),
    pane("coordinator", say("at_the_coordinator"), sent ? coordinatorText(receipt, heading) : waitingText(record), sent),
    pane("shared", say("shared"), shared ? say("shared_done") : say("shared_later"), shared),
  ];
}

/** Take it back, before or after it was sent. Says how it went. */
async function undo(key) {
  const { record, receipt } = standing(key);
  if (record && record.state !== queue.PHOTO) {
    if (isRefused(record)) { await queue.discard(key); return "gone"; }
    const outcome = await queue.undo(key);
    if (outcome !== "unknown") return outcome;
  }
  return receipt || record ? undoSent(key, record?.body?.person ?? receipt?.person) : "gone";
}

/** Whether there is time left to undo. The server has the last word. */
const mayUndo = ({ record, receipt }) => {
  const since = record?.savedAt ?? receipt?.savedAt;
  return Boolean(since) && !record?.undo && Date.now() - since < UNDO_MS && Date.now() >= since;
};

/** The receipt of one. */
export function receipt(key) {
  const first = standing(key);
  if (!first.record && !first.sent) return null;
  const body = first.record?.body;
  const what = body?.heading ?? first.receipt ?? first.heading ?? {};
  const window_ = h("div", { class: "fonster", role: "list", "aria-label": say("how_far"), "data-key": key });
  const told = h("div", { role: "status", class: "slot" });
  const doings = h("div", { class: "btns row-centre" });
  let over = false;

  const heading = h("p", { class: "sr", role: "status" });
  const refresh = () => {
    if (over) return;
    const now = standing(key);
    if (!now.record && !now.sent) {
      if (news.undone === "gone") ended("undone", "undone_text");
      return;
    }
    const lit = [true, now.sent, now.shared].map(String).join();
    if (window_.dataset.lit !== lit || !now.sent) {
      window_.dataset.lit = lit;
      fill(window_, painted(key));
      heading.textContent = now.sent ? say("at_the_coordinator") : "";
    }
    if (now.record?.undo) fill(told, notice("", "clock", say("undo_waits"), say("undo_waits_text")));
    else if (isRefused(now.record)) {
      document.querySelector("h1").textContent = sayN("problems", 1);
      fill(told, notice("error", "alert-circle", say("refused"), now.record.why || say("refused_text"), h("a", { class: "btn quiet", href: "#mina" }, say("see_what_to_do"))));
    } else if (news.undone === "late") fill(told, notice("warn", "clock", say("undo_late"), say("undo_late_text")));
    else if (now.receipt?.warning) fill(told, notice("warn", "clock", "", now.receipt.warning));
    for (const each of doings.querySelectorAll("[data-undo]")) each.hidden = !mayUndo(now);
  };
  const ended = (title, text) => {
    over = true;
    news.undone = "";
    fill(window_.parentElement, h("p", { class: "undone" }, icon("arrow-back-up"), say(text)));
    fill(told);
    fill(doings, h("a", { class: "btn plain", href: "#mina" }, say("show_mine")));
    document.querySelector("h1").textContent = say(title);
  };
  const undone = async (then) => {
    const outcome = await undo(key);
    if (outcome === "gone") then();
    else if (outcome === "asked") fill(told, notice("", "clock", say("undo_waits"), say("undo_waits_text")));
    else fill(told, outcome === "late"
      ? notice("warn", "clock", say("undo_late"), say("undo_late_text"))
      : notice("error", "alert-circle", say("undo_no_answer"), say("undo_no_answer_text")));
  };
  const change = h("button", { class: "btn plain", type: "button", "data-undo": "", onclick: () => undone(() => { over = true; mend(body); location.hash = "var"; }) }, say("change"));
  const back = h("button", { class: "btn plain", type: "button", "data-undo": "", onclick: () => undone(() => ended("undone", "undone_text")) }, say("undo"));
  const more = h("button", { class: "btn big", type: "button", "data-more": "", onclick: () => startOver(state.stays ?? null) }, icon("plus"), say("one_more_here"));
  fill(doings, body ? change : null, back, h("a", { class: "btn plain", href: "#mina" }, say("show_mine")));
  refresh();
  return {
    title: say("saved_title"), heading: say("saved_heading"), refresh,
    body: [
      h("div", { class: "vagg" }, window_), heading,
      h("p", { class: "receipt-what" }, h("b", {}, what.category ?? ""), what.place ? `, ${what.place}.` : "."),
      told,
      h("div", { class: "save-foot" }, more),
      doings,
      state.round > 1 ? h("p", { class: "help centre" }, sayN("round", state.round)) : null,
    ],
  };
}
