// What happened? One tap.
import { h, icon, notice } from "../dom.js";
import { begun, choose, newDraft, state } from "../state.js";
import { forget } from "../vault.js";
import { say, sayN } from "../words.js";
import { alarm, installHint } from "./parts.js";

const go = (where) => { location.hash = where; };

function tile({ code, name, icon: drawing }) {
  const mark = h("span", { class: `cat cat-big cat-${code[0]}` }, icon(drawing || "dots"));
  return h("button", { class: "tile", type: "button", "data-code": code, onclick: () => pick(code) }, mark, h("span", {}, name));
}

function pick(code) {
  choose({ category: code, handover: null });
  go("var");
}

/** What was begun and not saved comes back, if the person wants it. */
async function resume(slot) {
  const draft = state.draft.category ? null : await begun();
  if (!draft) return;
  const again = h("button", { class: "btn quiet", type: "button", onclick: () => { choose(draft); go("var"); } }, say("resume"));
  const away = h("button", { class: "btn plain", type: "button", onclick: () => { forget("draft"); slot.replaceChildren(); } }, say("throw_away"));
  slot.replaceChildren(notice("", "pencil", say("begun"), h("div", { class: "btns" }, again, away)));
}

/** The eight of the organisation, and all the others one tap away. */
export function what() {
  const slot = h("div", { class: "slot" });
  resume(slot);
  const mine = state.start.categories.own.slice(0, 8);
  const body = [
    slot,
    state.round ? h("p", { class: "round" }, icon("walk", "ic ic-text"), sayN("round", state.round)) : null,
    h("div", { class: "tiles eight" }, mine.map(tile)),
    h("a", { class: "pick more", href: "#alla" }, icon("list"), h("span", {}, h("b", {}, say("all_categories"))), h("span", { class: "end" }, icon("chevron-right"))),
    alarm(),
    installHint(),
  ];
  return { title: say("new_incident"), heading: say("what_heading"), body };
}

/** Every category, by group. */
export function everything() {
  const groups = state.start.categories.all.map(({ group, name, categories }) =>
    h("section", { class: "kinds" },
      h("h2", {}, name),
      h("div", { class: "picks" }, categories.map((each) =>
        h("button", { class: "pick", type: "button", "data-code": each.code, onclick: () => pick(each.code) },
          h("span", { class: `cat cat-${group}` }, icon(each.icon || "dots")), h("span", {}, h("b", {}, each.name)))))));
  return { title: say("all_categories"), heading: say("all_categories"), body: groups, back: "" };
}

/** A new one, from the beginning. */
export function startOver(place = null) {
  newDraft(place);
  go("");
}
