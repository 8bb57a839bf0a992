// The reporter's app at /telefon/: four taps, no letters, no network needed. Each file in phone/ answers one question.
import { paint, settle } from "./phone/banner.js";
import { fill, h, icon, notice } from "./phone/dom.js";
import * as queue from "./phone/queue.js";
import { everything, what } from "./phone/screens/what.js";
import { pointOut } from "./phone/screens/map.js";
import { mine } from "./phone/screens/mine.js";
import { receipt } from "./phone/screens/receipt.js";
import { list, where } from "./phone/screens/where.js";
import { reread } from "./phone/saving.js";
import { who } from "./phone/screens/who.js";
import { news, onNews, send, watch } from "./phone/sending.js";
import * as server from "./phone/server.js";
import { inLanguage, register, takeOver } from "./phone/shell.js";
import { state, unsent } from "./phone/state.js";
import { keep, kept } from "./phone/vault.js";
import { say } from "./phone/words.js";

const SCREENS = { "": what, alla: everything, var: where, plats: list, karta: pointOut, mina: mine };
const NEEDS_CATEGORY = new Set(["var", "plats", "karta"]);
const HEADINGS_EVERY_MS = 60_000;

const part = (id) => document.getElementById(id);
const [main, bar, aside, back, practice, foot] = ["main", "bar-title", "bar-aside", "back", "practice", "foot"].map(part);
const slots = { banner: part("banner"), below: part("below"), counter: part("counter") };

let shown = null;

// -- Screens ---------------------------------------------------------------------------------
function named() {
  const [name, key] = location.hash.slice(1).split("/");
  if (mustChoosePerson() || name === "vem") return ["vem"];
  if (NEEDS_CATEGORY.has(name) && !state.draft.category) return [""];
  return [name, key];
}

const mustChoosePerson = () => state.start.persons.length > 0 && !state.person;

function built() {
  const [name, key] = named();
  if (name === "vem") return who(() => { dress(); if (location.hash === "#vem") location.hash = ""; else show(); });
  if (name === "kvitto") return receipt(key) ?? mine();
  return (SCREENS[name] ?? what)();
}

/** Draw the screen that the address names, and put the focus where reading begins. */
function show({ first = false } = {}) {
  if (!state.start) return;
  shown = built();
  document.title = `${shown.title} · Tryggve`;
  bar.textContent = shown.title;
  aside.textContent = shown.aside ?? state.start.device.organisation;
  back.hidden = shown.back === undefined || shown.back === null;
  back.href = `#${shown.back ?? ""}`;
  const heading = h("h1", { tabindex: "-1" }, shown.heading);
  fill(main, heading, shown.body);
  if (!first) {
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
  settle(slots.below);
  document.documentElement.dataset.screen = location.hash.slice(1).split("/")[0];
  paint(slots);
  if (named()[0] === "mina") headings({ again: true });
}

// -- What we know ------------------------------------------------------------------------------
let reading = null;

/** Read the queue again, and let every part of the page say what is true now. */
async function look() {
  if (reading) { reading.again = true; return reading.done; }
  reading = { again: false };
  reading.done = (async () => {
    do {
      reading.again = false;
      await reread();
    } while (reading.again);
  })();
  await reading.done;
  reading = null;
  said();
}

function said() {
  paint(slots);
  shown?.refresh?.();
  takeOver(mayChange);
}

const mayChange = () => !state.draft.category && unsent().length === 0 && ["", "mina"].includes(location.hash.slice(1));

let headingsAt = 0;

/** One's own of seven days, as the server tells them. */
async function headings({ again = false } = {}) {
  if (!again && Date.now() - headingsAt < 5_000) return;
  headingsAt = Date.now();
  const came = await server.ask("incidents");
  if (came.status !== 200) return;
  const rows = came.body;
  if (!Array.isArray(rows)) return;
  state.headings = rows;
  keep("headings", { person: state.person?.key ?? null, rows });
  said();
}

/** What the server says of the device. The page is drawn from what was known until it has answered. */
async function start() {
  const asked = Date.now();
  const came = await server.ask("start");
  if (came.status === 401) {
    news.revoked = true;
    said();
    return Boolean(state.start);
  }
  if (came.status !== 200 || !came.body.device) return Boolean(state.start);
  news.revoked = false;
  const known = state.start;
  state.start = came.body;
  state.offset = Date.parse(came.body.now) - (asked + Date.now()) / 2;
  state.person = came.body.person ?? (came.body.persons.some((each) => each.key === state.person?.key) && !came.body.needs_pin ? state.person : null);
  keep("start", came.body);
  keep("person", state.person);
  dress();
  if (known) send(); // a phone that is connected anew knows its persons by new keys, and now so do we
  // What is being chosen is left alone; the next screen has the news.
  if (!known || (!state.draft.category && ["", "vem"].includes(named()[0]))) show({ first: !known });
  return true;
}

/** Practice, and a phone that several share. */
function dress() {
  practice.hidden = !state.start.device.is_practice;
  part("switch").hidden = state.start.persons.length < 2 && !state.start.needs_pin;
  part("who-now").textContent = state.person?.name ? ` (${state.person.name})` : "";
  foot.hidden = false;
}

// -- The first moment --------------------------------------------------------------------------
function alone() {
  const again = h("button", { class: "btn big", type: "button", onclick: () => location.reload() }, icon("refresh"), say("try_again"));
  const text = news.revoked ? ["phone_revoked", "phone_revoked_then"] : ["first_time", "first_time_text"];
  fill(main, h("h1", {}, say(text[0])), notice("warn", news.revoked ? "lock" : "device-mobile", "", say(text[1])), h("div", { class: "save-foot" }, again));
  bar.textContent = say("new_incident");
}

function work() {
  register(mayChange);
  watch();
}

async function begin() {
  try {
    [state.start, state.person, state.last] = await Promise.all(["start", "person", "last"].map(kept));
    const headed = await kept("headings");
    if (headed && headed.person === (state.person?.key ?? null)) state.headings = headed.rows;
    await queue.tidy();
  } catch {
    fill(main, h("h1", {}, say("cannot_save")), notice("error", "alert-circle", "", say("no_storage"), h("a", { class: "btn quiet", href: document.documentElement.dataset.form }, say("ordinary_form"))));
    return;
  }
  queue.onChange(look);
  onNews(said);
  addEventListener("hashchange", () => show());
  for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => inLanguage(button.dataset.language));
  if (state.start) { dress(); show({ first: true }); }
  await look();
  if (state.start) shown?.refresh?.();
  document.documentElement.dataset.ready = state.start ? "kept" : "";
  // What waits is sent at once: a slow answer to another question must not hold it up.
  const known = Boolean(state.start);
  if (known) work();
  if (!(await start())) alone();
  document.documentElement.dataset.ready = "yes";
  if (!known) work();
  headings();
  setInterval(() => { said(); if (document.visibilityState === "visible" && state.receipts.length) headings(); }, HEADINGS_EVERY_MS);
  let before = state.receipts.length;
  queue.onChange(() => { if (state.receipts.length !== before) { before = state.receipts.length; headings({ again: true }); } });
}

begin();
