// What may point at a person is asked about while it is written. Without this file the buttons ask the server, and
// without an answer from it nothing is lost: the server looks again before anything is shared. No text leaves the house.
//
// [data-guard=x] stands beside the field x of the same form; data-guard-url answers with what to show in it.
import { JSON_ANSWER, PAUSE_MS, post } from "./kept/asking.js";

for (const box of document.querySelectorAll("[data-guard]")) {
  const form = box.closest("form");
  const name = box.dataset.guard;
  const area = form?.elements[name];
  if (!area) continue;
  let asked = area.defaultValue;
  let timer = 0;
  let turn = 0;

  const ask = async () => {
    clearTimeout(timer);
    const text = area.value;
    if (text === asked) return;
    const mine = ++turn;
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, field: name, text });
    if (box.dataset.private) body.set("private", "1");
    for (const kept of box.querySelectorAll("input:checked")) body.append("held", `${kept.value}:${kept.dataset.passage}`);
    for (const each of box.querySelectorAll("input[type=hidden]")) body.append(each.name, each.value);
    const sent = await post(box.dataset.guardUrl, body, JSON_ANSWER);
    if (mine !== turn || !sent?.ok) return;
    const { html } = await sent.answer.json();
    asked = text;
    box.innerHTML = html.trim();
  };

  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS); });
  area.addEventListener("change", ask);
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=take]");
    if (!button) return;
    event.preventDefault();
    const answer = document.createElement("input");
    answer.type = "hidden";
    answer.name = `reworded_${name}`;
    answer.value = button.dataset.kind;
    box.append(answer);
    area.value = button.dataset.instead;
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    ask();
  });
  ask();
}
