// Pointing out where it happened. The map is the house's own, and comes when it is first asked for: it weighs more than
// the whole app. Once it has come, the phone has it without a network too. The list says the same for a keyboard.
import { h, icon, notice } from "../dom.js";
import * as server from "../server.js";
import { choose, state } from "../state.js";
import { keep, kept } from "../vault.js";
import { say } from "../words.js";

const DAY_MS = 24 * 60 * 60 * 1000;
const { map: script, mapStyles } = document.documentElement.dataset;

/** The areas: fresh when there is a network, else as they were. */
async function areas() {
  const known = await kept("areas").catch(() => null);
  if (known && Date.now() - known.at < DAY_MS) return known.data;
  const came = await server.ask("areas");
  if (came.status !== 200 || !Array.isArray(came.body?.features)) return known?.data ?? null;
  keep("areas", { at: Date.now(), data: came.body });
  return came.body;
}

function dressed() {
  for (const href of mapStyles.split(" "))
    if (!document.querySelector(`link[href="${href}"]`)) document.head.append(h("link", { rel: "stylesheet", href }));
}

function coordinate(id, value) {
  const field = h("input", { type: "hidden", id });
  field.value = value ?? "";
  return field;
}

/** The screen: a map, and the point that was pressed. */
export function pointOut() {
  const before = state.draft.placeWhy === "map_place" ? state.draft.place : state.position;
  const [lat, lon] = [coordinate("map-lat", before?.lat), coordinate("map-lon", before?.lon)];
  const box = h("div", { class: "map of-phone", "data-pick": true, "data-lat": "map-lat", "data-lon": "map-lon", "data-label": say("map_label") });
  const told = h("p", { class: "help", role: "status" }, say("map_comes"));
  const take = h("button", { class: "btn big", type: "button", disabled: true, "data-take": true }, say("take_point"));
  const withoutMap = h("div", { class: "slot" });
  take.addEventListener("click", () => {
    const place = { key: "here", name: say("point_on_map"), lat: Number(lat.value), lon: Number(lon.value) };
    choose({ place, chosenPlace: true, placeWhy: "map_place" });
    history.back();
  });
  box.addEventListener("tryggve:picked", () => {
    take.disabled = false;
    told.textContent = say("map_picked");
  });
  draw();
  return {
    title: say("map_heading"), heading: say("map_heading"), back: "var",
    body: [told, box, lat, lon, withoutMap, h("div", { class: "save-foot" }, take)],
  };

  async function draw() {
    dressed();
    const [data, drawer] = await Promise.all([areas(), import(script).catch(() => null)]);
    if (!box.isConnected) return;
    let map = null;
    try {
      map = data && drawer ? drawer.start(box, data) : null;
    } catch { /* no WebGL: said below */ }
    if (map) {
      told.textContent = say("map_help");
      take.disabled = !lat.value;
      addEventListener("hashchange", () => map.remove(), { once: true });
      return;
    }
    box.hidden = true;
    told.textContent = "";
    withoutMap.append(notice("warn", "map-off", say("no_map"), say("no_map_then"), h("a", { class: "btn quiet", href: "#plats" }, icon("search"), say("search_list"))));
  }
}
