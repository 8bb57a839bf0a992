// Whose phone is it now? On a shared phone one chooses a name and gives a PIN; the server decides.
import { fill, h, icon, notice } from "../dom.js";
import { news, send } from "../sending.js";
import * as server from "../server.js";
import { newDraft, state } from "../state.js";
import { keep } from "../vault.js";
import { say } from "../words.js";

const LONGEST_PIN = 12;

/** What the last one saw and had begun is not the next one's. */
function handedTo() {
  newDraft();
  Object.assign(state, { headings: null, round: 0 });
}

/** Choose a person; `then` is called when the server has agreed. */
export function who(then) {
  const told = h("div", { role: "alert", class: "slot" });
  const asks = h("div", { class: "slot" });
  const list = h("div", { class: "picks", role: "group", "aria-label": say("who_heading") });
  list.append(...state.start.persons.map((person) =>
    h("button", { class: "pick", type: "button", "aria-pressed": String(person.key === state.person?.key), onclick: () => choose(person) },
      icon("user"), h("span", {}, h("b", {}, person.name)), h("span", { class: "end" }, icon("chevron-right")))));

  function choose(person) {
    for (const each of list.children) each.setAttribute("aria-pressed", String(each.textContent === person.name));
    fill(told);
    if (!state.start.needs_pin) return enter(person, "");
    const pin = h("input", { type: "password", id: "pin", inputmode: "numeric", autocomplete: "off", maxlength: LONGEST_PIN, required: true });
    const form = h("form", { class: "pin", novalidate: true },
      h("div", { class: "field" }, h("label", { for: "pin" }, say("pin_of", { name: person.name })), pin),
      h("button", { class: "btn big" }, say("go_on")));
    form.addEventListener("submit", (event) => { event.preventDefault(); enter(person, pin.value, pin); });
    fill(asks, form);
    pin.focus();
  }

  async function enter(person, pin, field) {
    const came = await server.ask("person", { method: "POST", json: { key: person.key, pin } });
    if (came.status === 200) {
      if (state.person?.key !== person.key) handedTo();
      state.person = person;
      news.person = false;
      await keep("person", person);
      send({ byHand: true });
      return then();
    }
    const words = { 403: ["wrong_pin", "wrong_pin_then"], 429: ["too_many_pins", "too_many_pins_then"], 401: ["phone_revoked", "phone_revoked_then"] }[came.status]
      ?? ["no_answer", "pin_needs_network"];
    fill(told, notice("error", "alert-circle", say(words[0]), server.sentence(came.body) || say(words[1])));
    if (field) { field.value = ""; field.focus(); }
  }

  return { title: say("who_title"), heading: say("who_heading"), back: state.person ? "" : null, body: [list, told, asks] };
}
