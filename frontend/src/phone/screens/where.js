// Where and when, and what one wants to add. The place is suggested and the time filled in: one tap saves.
import { fill, h, icon, notice } from "../dom.js";
import { hint } from "../persons.js";
import { shrink } from "../photos.js";
import { nearest, permission, position, search } from "../places.js";
import { draftBody, save } from "../saving.js";
import * as server from "../server.js";
import { category, choose, newDraft, state } from "../state.js";
import { given, presets, today } from "../times.js";
import { say } from "../words.js";
import { chips } from "./parts.js";

const NOTE_LONGEST = 280;
const ASKS_AGAIN = 5;
const ASKS_AFTER_MS = 2_000;
const go = (where) => { location.hash = where; };

// -- Where -----------------------------------------------------------------------------------
const HERE = "here";
const UNKNOWN = "unknown";
const ON_MAP = "map_place";

const asPlace = ({ key, name, lat, lon, place_type }) => ({ key, name, lat: lat ?? null, lon: lon ?? null, place_type });
const sameAs = (one, other) => Boolean(one && other && one.key === other.key && (one.key !== HERE || one.lat === other.lat));

/** Up to three places to choose with one tap: the one chosen, the last ones, the favourites. */
function suggested() {
  const { recent = [], favourites = [] } = state.start.places;
  const rows = [];
  const put = (place, why) => {
    if (place && rows.length < 3 && !rows.some(([known]) => known.key === place.key)) rows.push([asPlace(place), why]);
  };
  const { place: chosen, placeWhy: why = "chosen_place" } = state.draft;
  if (chosen && (why === ON_MAP || ![HERE, UNKNOWN].includes(chosen.key))) put(chosen, why);
  if (state.last) put(state.last, "last_place");
  recent.forEach((place) => put(place, "last_place"));
  favourites.forEach((place) => put(place, "favourite_place"));
  return rows;
}

function row(place, symbol, title, why, { taken }) {
  const end = h("span", { class: "end" }, icon("circle-check"));
  const button = h("button", { class: "pick place", type: "button", onclick: () => taken(place) },
    icon(symbol), h("span", {}, h("b", {}, title), why ? h("small", {}, why) : null), end);
  button.place = place;
  return button;
}

const SYMBOLS = { last_place: "history", favourite_place: "map-pin", chosen_place: "map-pin", map_place: "map-pin" };

/** The rows of places. The first is kept for where the phone is, so that nothing jumps when that is known. */
function wherePart() {
  const picks = h("div", { class: "picks", role: "group", "aria-label": say("where_heading") });
  const paint = () => {
    let isFound = false; // the place where one is may be the last one too: one of the two rows is chosen
    for (const each of picks.querySelectorAll(".place")) {
      const is = !isFound && sameAs(each.place, state.draft.place);
      each.setAttribute("aria-pressed", String(is));
      isFound ||= is;
    }
  };
  const taken = (place, placeWhy = "chosen_place") => { choose({ place, chosenPlace: true, placeWhy }); paint(); };
  const here = h("div", { class: "here" });
  const rows = suggested();
  if (!state.draft.place && rows.length) choose({ place: rows[0][0] });
  picks.append(
    here,
    ...rows.map(([place, why]) => row(place, SYMBOLS[why], place.name, say(why), { taken: (each) => taken(each, why) })),
    h("a", { class: "pick", href: "#plats" }, icon("search"), h("span", {}, h("b", {}, say("search_list"))), h("span", { class: "end" }, icon("chevron-right"))),
    h("a", { class: "pick", href: "#karta" }, icon("map-2"), h("span", {}, h("b", {}, say("on_map"))), h("span", { class: "end" }, icon("chevron-right"))),
    row({ key: UNKNOWN, name: "", lat: null, lon: null }, "question-mark", say("place_unknown"), say("place_unknown_why"), { taken }),
  );
  paint();
  locate(here, { taken, paint });
  return picks;
}

/** Where the phone is, beside everything else. What it finds is chosen only when nobody has chosen. */
async function locate(slot, { taken, paint }) {
  const still = (text) => fill(slot, h("p", { class: "pick dim-row" }, icon("current-location"), h("span", {}, h("b", {}, text))));
  const show = (point, { atOnce = false } = {}) => {
    const near = nearest(state.start.places.all, point);
    const place = near ? asPlace(near) : { key: HERE, name: say("point_here"), lat: point.lat, lon: point.lon };
    const away = say("about_metres", { n: Math.max(10, Math.round((near ? near.away : point.accuracy ?? 10) / 10) * 10) });
    fill(slot, row(place, "current-location", place.name, near ? say("near_place", { away }) : away, { taken }));
    // Known from the beginning it needs no second row; known later it may take none away under a thumb.
    if (atOnce) [...slot.parentElement.querySelectorAll(":scope > .place")].find((each) => each.place.key === place.key)?.remove();
    if (!state.draft.chosenPlace) choose({ place });
    paint();
  };
  const look = async () => {
    still(say("looking"));
    const point = await position();
    state.position = point;
    if (!point) return still(say("no_position"));
    show(point);
  };
  const answer = await permission();
  if (answer === "granted") return state.position ? show(state.position, { atOnce: true }) : look();
  if (answer === "prompt")
    return fill(slot, h("button", { class: "pick", type: "button", onclick: look }, icon("current-location"), h("span", {}, h("b", {}, say("use_position")))));
  return still(say("position_off"));
}

/** The list, with a search that needs no network. */
export function list() {
  const found = h("div", { class: "picks", id: "found" });
  const count = h("p", { class: "help", role: "status" });
  const taken = (place) => { choose({ place, chosenPlace: true, placeWhy: "chosen_place" }); history.back(); };
  const draw = (text) => {
    const places = search(state.start.places.all, text);
    fill(found, places.map((place) => row(asPlace(place), "map-pin", place.name, "", { taken })));
    count.textContent = places.length ? "" : say("no_place_found");
  };
  const field = h("input", { type: "search", id: "place-search", autocomplete: "off", enterkeyhint: "search", oninput: () => draw(field.value) });
  draw("");
  return {
    title: say("place_list"), heading: say("place_list"), back: "var",
    body: [h("div", { class: "field" }, h("label", { for: "place-search" }, say("search_place")), field), count, found],
  };
}

// -- When ------------------------------------------------------------------------------------
const OTHER = "other";

function whenPart() {
  const choices = presets();
  const known = choices.some(({ id }) => id === state.draft.time.id) || state.draft.time.id === OTHER;
  if (!known) choose({ time: { id: "just_now" } });
  const date = h("input", { type: "date", id: "on-date", max: today(), value: state.draft.time.date ?? today() });
  const time = h("input", { type: "time", id: "at-time", value: state.draft.time.at ?? "" });
  const own = h("div", { class: "times" },
    h("div", { class: "field" }, h("label", { for: "on-date" }, say("which_day")), date),
    h("div", { class: "field" }, h("label", { for: "at-time" }, say("what_time")), time));
  own.hidden = state.draft.time.id !== OTHER;
  const set = () => choose({ time: { id: OTHER, date: date.value, at: time.value } });
  date.addEventListener("input", set);
  time.addEventListener("input", set);
  const then = (id) => {
    own.hidden = id !== OTHER;
    if (id === OTHER) set();
    else choose({ time: { id } });
  };
  const buttons = [...choices.map(({ id }) => ({ id, text: say(id) })), { id: OTHER, text: say("other_time") }];
  return [h("h2", { class: "grp" }, say("when_heading")), chips(buttons, state.draft.time.id, then, say("when_heading")), own];
}

/** The chosen time as of this moment, or null when it cannot be read. */
export function occurred() {
  const { id, date, at } = state.draft.time;
  return id === OTHER ? given(date, at) : presets().find((each) => each.id === id) ?? presets()[0];
}

// -- If you like -----------------------------------------------------------------------------
function notePart() {
  const left = h("p", { class: "help", id: "note-left" });
  const warning = h("div", { role: "status", class: "slot" });
  const area = h("textarea", { id: "note", maxlength: NOTE_LONGEST, rows: 2, "aria-describedby": "note-help note-left", oninput: () => told() });
  const told = () => {
    choose({ note: area.value });
    left.textContent = say("characters_left", { n: NOTE_LONGEST - area.value.length });
    const sign = hint(area.value);
    if (warning.dataset.sign !== sign) {
      warning.dataset.sign = sign;
      fill(warning, sign ? notice("warn", "eye", say(sign), say("places_not_persons")) : null);
    }
  };
  area.value = state.draft.note;
  told();
  return h("div", { class: "field" }, h("label", { for: "note" }, say("note_label")), h("p", { class: "help", id: "note-help" }, `${say("places_not_persons")} ${say("note_audience", { organisation: state.start.device.organisation })}`), area, left, warning);
}

function photoPart() {
  const { allowed, max_bytes: most } = state.start.photo;
  if (!allowed) return null;
  const shown = h("div", { class: "slot", role: "status" });
  const file = h("input", { type: "file", id: "photo", accept: "image/*", capture: "environment", class: "sr" });
  const draw = () => fill(shown, state.draft.photo
    ? h("p", { class: "photo-line" }, icon("circle-check"), h("span", {}, say("photo_taken")),
      h("button", { class: "btn plain", type: "button", onclick: () => { choose({ photo: null }); file.value = ""; draw(); } }, say("remove_photo")))
    : null);
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    const blob = await shrink(file.files[0], most);
    choose({ photo: blob });
    if (blob) draw();
    else fill(shown, notice("error", "alert-circle", say("photo_unreadable"), say("photo_unreadable_then")));
  });
  draw();
  return h("div", { class: "field" }, h("label", { class: "btn quiet photo-btn", for: "photo" }, icon("camera"), h("span", {}, say("take_photo"))), file,
    h("p", { class: "help" }, say("photo_help")), shown);
}

function morePart() {
  const certainties = ["seen", "heard", "rumour"].map((id) => ({ id, text: say(id) }));
  const details = h("details", { class: "extra" }, h("summary", {}, icon("pencil", "ic ic-text"), say(state.start.photo.allowed ? "add_more" : "add_more_no_photo")),
    notePart(),
    h("h2", { class: "grp" }, say("how_certain")),
    chips(certainties, state.draft.certainty, (certainty) => choose({ certainty }), say("how_certain")),
    photoPart());
  details.open = Boolean(state.draft.note || state.draft.photo || state.draft.certainty !== "seen");
  return details;
}

/** Pure faults are mended by somebody: hand them over instead of registering them twice. */
function handoverPart() {
  const to = state.start.handover?.[state.draft.category];
  if (!to) return null;
  const slot = h("div", { class: "slot", role: "status" });
  const ways = [];
  if (to.url) ways.push(h("a", { class: "btn quiet", href: to.url, rel: "noopener noreferrer", target: "_blank" }, say("open_handover", { label: to.label }), icon("external-link")));
  if (to.can_send) ways.push(h("button", { class: "btn quiet", type: "button", onclick: (event) => handOver(event.currentTarget, slot, to.label) }, icon("send"), say("send_handover", { label: to.label })));
  return h("details", { class: "sheet handover" }, h("summary", {}, icon("tools", "ic ic-text"), h("span", {}, say("handover_heading", { label: to.label }))),
    h("p", {}, say("handover_text")), h("div", { class: "btns" }, ways), slot);
}

/** Ask until it is known how it went; the same key is the same fault. Never says "received" before they have. */
async function handOver(button, slot, label, tries = 0) {
  button.disabled = true;
  if (!state.draft.handover) choose({ handover: crypto.randomUUID() });
  const json = { submission_key: state.draft.handover, person_key: state.person?.key ?? "", draft: draftBody(occurred() ?? undefined) };
  const came = await server.ask("handover", { method: "POST", json });
  const how = [200, 201, 202].includes(came.status) ? came.body.state : "failed";
  const why = server.sentence(came.body);
  if (how === "sent") {
    fill(slot, notice("done", "circle-check", say("handed_over", { label }), came.body.reference ? say("handed_over_as", { reference: came.body.reference }) : null,
      h("button", { class: "btn quiet", type: "button", onclick: () => { newDraft(); go(""); } }, say("new_from_start"))));
  } else if (how === "waiting") {
    fill(slot, notice("", "clock", "", why));
    if (tries < ASKS_AGAIN) setTimeout(() => { if (slot.isConnected) handOver(button, slot, label, tries + 1); }, ASKS_AFTER_MS * (tries + 1));
    else button.disabled = false;
  } else {
    button.disabled = false;
    if (came.status === 409) choose({ handover: null }); // what was handed over stands; this is another fault
    fill(slot, notice("error", "alert-circle", say("not_handed_over"), why || say("no_answer"), say("not_handed_over_then")));
  }
}

// -- The screen ------------------------------------------------------------------------------
/** Where, when, and save. */
export function where() {
  const chosen = category(state.draft.category);
  const fault = h("div", { role: "alert", class: "slot" });
  const button = h("button", { class: "btn big", type: "button", "data-save": true }, say("save"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    const key = await save(occurred());
    button.disabled = false;
    if (key) go(`kvitto/${key}`);
    else fill(fault, notice("error", "alert-circle", say("cannot_save"), say("cannot_save_why"), h("a", { class: "btn quiet", href: document.documentElement.dataset.form }, say("ordinary_form"))));
  });
  return {
    title: chosen?.name ?? say("new_incident"), heading: say("where_heading"), back: "",
    body: [
      handoverPart(), wherePart(), whenPart(), morePart(), fault,
      h("div", { class: "save-foot" }, button, h("p", {}, say("audience", { organisation: state.start.device.organisation }))),
    ].flat(),
  };
}
