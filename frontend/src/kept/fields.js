// The texts of a form, each saved while it is written. Without a script the form's own buttons do the same.
// What the server has not confirmed stays in this tab (sessionStorage): it is there after a log-out, a reload or Back.
// The server decides who was first. Nothing here ever writes over what somebody else has saved.
//
// form[data-fields] is the address, data-thing names what is written about; data-saving, data-offline and data-ended are
// the words. Each field `x` has an input `seen_x` with the mark of what is shown, [data-said=x] and [data-merge=x].
import { JSON_ANSWER, PAUSE_MS, RETRY_MS, post, recall, remember } from "./asking.js";

export function keepFields(form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const fields = new Map();
  let sending = null;

  const mark = (name) => form.elements[`seen_${name}`];
  const say = (name, words) => { form.querySelector(`[data-said="${name}"]`).textContent = words; };
  const store = (name) => `tryggve-field-${form.dataset.thing}-${name}`;
  const read = (name) => form.elements[name].value;
  const write = (name, text) => { form.elements[name].value = text; };
  /** What the server sent, also when the browser has put back what was typed before a reload. */
  const given = (name) => {
    const held = form.elements[name];
    return held instanceof RadioNodeList ? [...held].find((each) => each.defaultChecked)?.value ?? "" : held.defaultValue;
  };

  const send = async (name, leaving = false) => {
    const field = fields.get(name);
    clearTimeout(field.timer);
    if (sending) { await sending; if (!leaving) return schedule(name, 0); }
    const text = read(name);
    if (text === field.kept || field.stop) return;
    let done;
    sending = new Promise((resolve) => { done = resolve; });
    say(name, form.dataset.saving);
    const sent = await post(form.dataset.fields, { csrfmiddlewaretoken: token, field: name, text, seen: mark(name).value }, JSON_ANSWER, leaving);
    sending = null;
    done();
    if (sent === null) { say(name, form.dataset.offline); schedule(name, RETRY_MS); return; }
    if (sent.ended) { say(name, form.dataset.ended); return; }
    const said = await sent.answer.json();
    say(name, said.said);
    if (sent.ok) {
      mark(name).value = said.seen;
      field.kept = text;
      if (said.text !== text.replaceAll("\r\n", "\n").trim() && read(name) === text) { write(name, said.text); field.kept = said.text; }
      if (read(name) === field.kept) remember(store(name), null);
      else schedule(name);
    } else if (sent.status === 409) {
      // Both versions stand side by side until the person has chosen.
      field.stop = true;
      mark(name).value = said.seen;
      form.querySelector(`[data-merge="${name}"]`).innerHTML = said.html;
    }
  };
  const schedule = (name, after = PAUSE_MS) => {
    const field = fields.get(name);
    clearTimeout(field.timer);
    field.timer = setTimeout(() => send(name), after);
  };
  const changed = (name) => {
    const field = fields.get(name);
    say(name, "");
    remember(store(name), { text: read(name), seen: mark(name).value });
    if (!field.stop) schedule(name);
  };

  for (const holder of form.querySelectorAll("[data-said]")) {
    const name = holder.dataset.said;
    const isAsking = Boolean(form.querySelector(`[data-merge="${name}"]`).children.length);
    fields.set(name, { kept: isAsking ? null : given(name), timer: 0, stop: isAsking });
    const waiting = recall(store(name));
    if (isAsking) continue;
    if (waiting && waiting.text !== given(name)) {
      write(name, waiting.text);
      mark(name).value = waiting.seen;
      schedule(name, 0);
    } else {
      remember(store(name), null);
      if (read(name) !== given(name)) changed(name);
    }
  }
  form.addEventListener("input", (event) => { if (fields.has(event.target.name)) changed(event.target.name); });
  form.addEventListener("focusout", (event) => { if (fields.has(event.target.name)) send(event.target.name); });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=settle]");
    if (!button) return;
    event.preventDefault();
    const [name, choice] = button.value.split(":");
    const { theirs } = button.closest("[data-theirs]").dataset;
    if (choice === "theirs") write(name, theirs);
    if (choice === "both") write(name, `${read(name)}\n\n${theirs}`);
    const field = fields.get(name);
    field.stop = false;
    field.kept = null;
    button.closest("[data-merge]").replaceChildren();
    (form.elements[name].focus ? form.elements[name] : form.querySelector(`[name="${name}"]`)).focus();
    changed(name);
    send(name);
  });
  form.addEventListener("submit", async (event) => {
    for (const field of fields.values()) clearTimeout(field.timer);
    if (sending) {
      // Our own save is on its way: wait for its mark, or the server would take it for somebody else's.
      event.preventDefault();
      await sending;
      form.requestSubmit(event.submitter);
      return;
    }
    for (const name of fields.keys()) remember(store(name), null);
  });
  addEventListener("pagehide", () => { for (const name of fields.keys()) send(name, true); });
  addEventListener("online", () => { for (const name of fields.keys()) send(name); });
}

export const keepAllFields = () => document.querySelectorAll("form[data-fields]").forEach(keepFields);
