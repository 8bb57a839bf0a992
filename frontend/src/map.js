// The living map. It stands beside a list that says the same, over a still picture that paper keeps.
//
//   <div class="map" data-map data-source-id="areas" data-label="…">{% static_map areas %}</div>
//   data-pick data-lat="id_lat" data-lon="id_lon"   lets a form's point be picked by a click
//
// No glyphs, no tiles, no calls outside the house: areas are drawn from the page's own JSON,
// names and number plates are elements of the page.
import * as maplibregl from "maplibre-gl";

const here = new URL(".", import.meta.url);
maplibregl.setWorkerUrl(new URL("maplibre-gl-worker.js", here).href);

const isOf = (kind) => ["==", ["get", "kind"], kind];
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const groups = ["a", "b", "c", "d", "e", "f", "g"];

// The still picture's kinds, from the same tokens.
function paints() {
  return {
    ground: { "background-color": token("land") },
    water: { "fill-color": token("water"), "fill-outline-color": token("water-line") },
    step: {
      "fill-color": [
        "match", ["get", "step"],
        1, token("heat-1"), 2, token("heat-2"), 3, token("heat-3"), 4, token("heat-4"),
        token("land"),
      ],
    },
    edge: { "line-color": token("line-strong"), "line-width": 1 },
    hexEdge: { "line-color": token("surface"), "line-width": 0.6 },
    missing: { "fill-pattern": "hatch" },
    chosen: { "line-color": token("falu-ink"), "line-width": 3 },
    point: {
      "circle-radius": 6,
      "circle-color": [
        "match", ["get", "group"],
        ...groups.flatMap((group) => [group.toUpperCase(), token(`cat-${group}`)]),
        token("ink"),
      ],
      "circle-stroke-color": token("surface"),
      "circle-stroke-width": 1.5,
    },
  };
}

function style(data) {
  const paint = paints();
  const steps = ["coalesce", ["get", "step"], 0];
  return {
    version: 8,
    sources: { page: { type: "geojson", data } },
    layers: [
      { id: "ground", type: "background", paint: paint.ground },
      { id: "area", type: "fill", source: "page", filter: isOf("area"), paint: paint.step },
      { id: "missing", type: "fill", source: "page", filter: ["==", ["get", "missing"], true], paint: paint.missing },
      { id: "area-edge", type: "line", source: "page", filter: isOf("area"), paint: paint.edge },
      { id: "water", type: "fill", source: "page", filter: isOf("water"), paint: paint.water },
      { id: "hex", type: "fill", source: "page", filter: ["all", isOf("hex"), [">", steps, 0]], paint: { ...paint.step, "fill-opacity": 0.92 } },
      { id: "hex-edge", type: "line", source: "page", filter: isOf("hex"), paint: paint.hexEdge },
      { id: "chosen", type: "line", source: "page", filter: [">", ["coalesce", ["get", "chosen"], 0], 0], layout: { "line-join": "round" }, paint: paint.chosen },
      { id: "point", type: "circle", source: "page", filter: isOf("point"), paint: paint.point },
    ],
  };
}

// Hatch means missing, here as in tables and charts.
function hatch() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const pen = canvas.getContext("2d");
  pen.strokeStyle = token("line-strong");
  pen.lineWidth = 1.2;
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, 8, 8);
}

const rings = ({ geometry }) =>
  geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : geometry.type === "Polygon" ? geometry.coordinates : [];

// Fitted to the features with `frame`, else to all. The rest can be panned to.
function bounds(data) {
  const framed = data.features.filter((feature) => feature.properties.frame);
  return around(framed.length ? framed : data.features);
}

// Where a point is to be picked: the town, or the forest makes it too small to hit. Towns have small
// areas, so those at most four times the lower quartile in extent; the picked point is always inside.
function pickBounds(data, picked) {
  const sizes = data.features.filter((feature) => rings(feature).length).map((feature) => {
    const [[west, south], [east, north]] = around([feature]).toArray();
    return { feature, size: Math.hypot((east - west) / 2, north - south) };
  });
  sizes.sort((a, b) => a.size - b.size);
  const most = 4 * (sizes[Math.floor(sizes.length / 4)]?.size ?? 0);
  const town = sizes.filter(({ size }) => size <= most).map(({ feature }) => feature);
  const box = town.length ? around(town) : bounds(data);
  return picked ? box.extend(picked) : box;
}

function picked(box) {
  if (!("pick" in box.dataset)) return null;
  const [lat, lon] = [box.dataset.lat, box.dataset.lon].map((id) => document.getElementById(id)?.value);
  return lat && lon ? [Number(lon), Number(lat)] : null;
}

function around(features) {
  const box = new maplibregl.LngLatBounds();
  for (const feature of features) {
    if (feature.geometry.type === "Point") box.extend(feature.geometry.coordinates);
    for (const ring of rings(feature)) for (const point of ring) box.extend([point[0], point[1]]);
  }
  return box;
}

// The middle of the largest ring.
function middle(feature) {
  let best = null;
  let most = -1;
  for (const ring of rings(feature)) {
    let size = 0, x = 0, y = 0;
    for (let i = 0; i < ring.length - 1; i += 1) {
      const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
      size += cross;
      x += (ring[i][0] + ring[i + 1][0]) * cross;
      y += (ring[i][1] + ring[i + 1][1]) * cross;
    }
    if (size && Math.abs(size) > most) {
      most = Math.abs(size);
      best = [x / (3 * size), y / (3 * size)];
    }
  }
  return best;
}

function element(name, css, text) {
  const node = document.createElement(name);
  node.className = css;
  node.textContent = text;
  node.setAttribute("aria-hidden", "true");
  return node;
}

// Names by size of area, each shown only where it does not stand on another.
function addNames(map, data) {
  const named = data.features.filter((feature) => feature.properties.name && rings(feature).length);
  const rank = ({ properties }) => (properties.chosen ? 0 : properties.kind === "water" ? 1 : 2);
  const labels = [];
  for (const feature of named.sort((a, b) => rank(a) - rank(b))) {
    const { name, kind, chosen } = feature.properties;
    const place = middle(feature);
    if (!place) continue;
    const label = element("span", `map-label ${kind === "water" ? "water" : ""} ${chosen ? "chosen" : ""}`, name);
    new maplibregl.Marker({ element: label, offset: chosen ? [0, 16] : [0, 0] }).setLngLat(place).addTo(map);
    labels.push(label);
    if (chosen) {
      const plate = element("span", "map-plate", chosen);
      new maplibregl.Marker({ element: plate, offset: [0, -8] }).setLngLat(place).addTo(map);
    }
  }
  const settle = () => {
    const taken = [];
    for (const label of labels) {
      label.hidden = false;
      const box = label.getBoundingClientRect();
      const meets = taken.some((other) => box.left < other.right + 2 && other.left < box.right + 2 && box.top < other.bottom && other.top < box.bottom);
      label.hidden = meets;
      if (!meets) taken.push(box);
    }
  };
  map.on("moveend", settle);
  map.once("idle", settle);
}

// A click in an area leads to its line in the list.
function leadToList(map) {
  const under = (point) => map.queryRenderedFeatures(point, { layers: ["area"] }).find((found) => found.properties.href);
  map.on("click", (event) => {
    const href = under(event.point)?.properties.href ?? "";
    if (href.startsWith("#")) location.hash = href;
    else if (href.startsWith("/")) location.assign(href);
  });
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = under(event.point) ? "pointer" : "";
  });
}

// Picking a point. The list of places in the same form is the way for a keyboard.
function pick(map, box) {
  const [lat, lon] = [document.getElementById(box.dataset.lat), document.getElementById(box.dataset.lon)];
  if (!lat || !lon) return;
  const pin = element("span", "map-pin-mark", "");
  pin.innerHTML = '<svg viewBox="0 0 24 24"><path d="M12 22s7-6.6 7-12.4A7 7 0 0 0 5 9.6C5 15.4 12 22 12 22z"/><circle cx="12" cy="9.6" r="2.6" fill="#fff"/></svg>';
  const marker = new maplibregl.Marker({ element: pin, anchor: "bottom" });
  const set = ({ lng, lat: y }) => {
    marker.setLngLat([lng, y]).addTo(map);
    lat.value = y.toFixed(5);
    lon.value = lng.toFixed(5);
    for (const input of [lat, lon]) input.dispatchEvent(new Event("change", { bubbles: true }));
    box.dispatchEvent(new CustomEvent("tryggve:picked", { bubbles: true }));
  };
  map.getCanvas().style.cursor = "crosshair";
  map.on("click", (event) => set(event.lngLat));
  if (lat.value && lon.value) marker.setLngLat([Number(lon.value), Number(lat.value)]).addTo(map);
}

/** A living map in the box. `data` is given, or stands in the page as JSON. Gives nothing where there is nothing to draw. */
export function start(box, data = read(box)) {
  if (!data?.features?.length) return null;
  for (const feature of data.features) feature.properties = { kind: "area", ...feature.properties };
  const live = document.createElement("div");
  live.className = "map-live";
  box.append(live);
  const map = new maplibregl.Map({
    container: live,
    style: style(data),
    bounds: "pick" in box.dataset ? pickBounds(data, picked(box)) : bounds(data),
    fitBoundsOptions: { padding: 18 },
    attributionControl: false,
    cooperativeGestures: false,
    dragRotate: false,
    scrollZoom: false,
    fadeDuration: 0,
    locale: {
      "NavigationControl.ZoomIn": document.documentElement.lang === "en" ? "Zoom in" : "Zooma in",
      "NavigationControl.ZoomOut": document.documentElement.lang === "en" ? "Zoom out" : "Zooma ut",
      "Map.Title": box.dataset.label || "Karta",
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.on("style.load", () => {
    if (!map.hasImage("hatch")) map.addImage("hatch", hatch());
  });
  map.once("load", () => {
    box.classList.add("is-live");
    addNames(map, data);
    if ("pick" in box.dataset) pick(map, box);
    else leadToList(map);
    map.once("idle", () => box.setAttribute("data-ready", ""));
  });
  const repaint = () => map.setStyle(style(data), { diff: false });
  const gone = new AbortController();
  map.once("remove", () => gone.abort());
  document.addEventListener("tryggve:theme", () => requestAnimationFrame(repaint), gone);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint, gone);
  return map;
}

function read(box) {
  const source = document.getElementById(box.dataset.sourceId);
  return source && JSON.parse(source.textContent);
}

for (const box of document.querySelectorAll("[data-map]")) {
  try {
    start(box);
  } catch {
    // No WebGL: the still picture stays, and the list says the same.
    box.querySelector(".map-live")?.remove();
  }
}
