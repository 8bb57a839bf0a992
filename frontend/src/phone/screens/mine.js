// One's own of seven days: what is still on the phone, how far the others have come, and what came of them.
import { fill, h, panes } from "../dom.js";
import * as queue from "../queue.js";
import { mend } from "../saving.js";
import { news, send } from "../sending.js";
import { state } from "../state.js";
import { dayClock, say } from "../words.js";

const LIT = { coordinator: 1, returned: 1, left_out: 1, shared: 2 };

function line(lit, title, status, ...more) {
  return h("li", {}, panes(lit), h("b", {}, title), h("small", {}, status), ...more);
}

const named = ({ category, place }) => [category, place].filter(Boolean).join(", ");

/** One that is still on the phone. */
function unsent(record) {
  if (record.state === queue.UNREADABLE)
    return line(-1, say("unreadable"), say("unreadable_text"), doing(throwAway(record)));
  const title = named(record.body.heading);
  if (record.state === queue.PHOTO) return null;
  if (record.state === queue.PHOTO_REFUSED)
    return line(1, title, say("photo_refused"), h("p", { class: "back" }, record.why || say("refused_text")),
      doing(h("button", { class: "btn quiet", type: "button", onclick: () => queue.discard(record.key) }, say("drop_photo"))));
  if (record.state === queue.REFUSED || record.state === queue.CONFLICT) {
    const mended = h("button", { class: "btn quiet", type: "button", onclick: () => { mend(record.body, { instead: record.key }); location.hash = "var"; } }, say("mend"));
    const again = h("button", { class: "btn quiet", type: "button", onclick: async () => { await queue.asNew(record.key); send({ byHand: true }); } }, say("send_as_new"));
    return line(0, title, say(record.state === queue.CONFLICT ? "conflict" : "refused"),
      h("p", { class: "back" }, record.why || say(record.state === queue.CONFLICT ? "conflict_text" : "refused_text")),
      doing(record.state === queue.CONFLICT ? again : mended, throwAway(record)));
  }
  return line(0, title, `${say("on_the_phone")}. ${record.undo ? say("undo_waits") : say("waits_since", { when: dayClock(record.savedAt) })}`);
}

const doing = (...buttons) => h("div", { class: "btns back-btns" }, buttons);

/** Throw away asks once more, in the same place: there is no way back. */
function throwAway(record) {
  const button = h("button", { class: "btn danger", type: "button" }, say("throw_away"));
  button.addEventListener("click", () => {
    if (button.dataset.sure) return queue.discard(record.key);
    button.dataset.sure = "yes";
    button.textContent = say("throw_away_sure");
  });
  return button;
}

function stateText(heading) {
  const when = dayClock(heading.registered_at);
  return { coordinator: say("with_coordinator_since", { when }), returned: say("returned"), shared: say("shared"),
    left_out: say("with_coordinator_since", { when }) }[heading.state] ?? say("with_coordinator_since", { when });
}

function sent(heading) {
  const came = heading.question || heading.what_came;
  return line(LIT[heading.state] ?? 1, named(heading), stateText(heading), came ? h("p", { class: "back" }, came) : null);
}

/** What the phone has been told itself, of those that the server's list does not have yet. */
function known() {
  const listed = new Set((state.headings ?? []).map((each) => each.submission_key));
  const mine = (each) => (each.person ?? null) === (state.person?.key ?? null);
  return state.receipts.filter((each) => !listed.has(each.key) && mine(each))
    .map((each) => ({ ...each, submission_key: each.key, state: "coordinator" }));
}

/** The list. */
export function mine() {
  const list = h("ul", { class: "mine" });
  const none = h("p", { class: "help" });
  let drawn = "";
  const refresh = () => {
    const waiting = state.records.map(unsent).filter(Boolean);
    const told = [...known(), ...(state.headings ?? [])].filter((each) => each.state !== "withdrawn");
    const now = JSON.stringify([state.records, told, news.revoked]);
    if (now === drawn) return;
    drawn = now;
    fill(list, waiting, told.map(sent));
    none.textContent = waiting.length || told.length ? say("only_seven_days") : say("nothing_yet");
  };
  refresh();
  return { title: say("mine_title"), aside: say("seven_days"), heading: say("mine_heading"), back: "", refresh,
    body: [list, none] };
}
