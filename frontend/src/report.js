// The report and its grid save what is written while it is written. Without this file the buttons do the same.
import { JSON_ANSWER, PAUSE_MS, RETRY_MS, post, recall, remember } from "./kept/asking.js";
import { keepAllFields } from "./kept/fields.js";

keepAllFields();

// -- The grid ----------------------------------------------------------------------------------------
for (const form of document.querySelectorAll("form[data-grid]")) {
  const inputs = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input.count")]).filter((row) => row.length);
  if (!inputs.length) break;
  const token = form.elements.csrfmiddlewaretoken.value;
  const store = `tryggve-grid-${form.dataset.report}-${form.dataset.week}`;
  const panel = document.querySelector("[data-panel-here]");
  const conflicts = document.querySelector("[data-conflicts]");
  const pending = new Map(Object.entries(recall(store) ?? {}));
  let timer = 0;
  let sending = null;
  let editing = false;

  const keyOf = (input) => input.name.slice(2);
  const inputOf = (key) => form.elements[`v.${key}`];
  const seenOf = (key) => form.elements[`s.${key}`];
  const say = (words) => { form.querySelector("[data-state-of-all]").textContent = words; };
  const show = (key, state, word, said = "") => {
    const cell = inputOf(key).closest("td");
    cell.dataset.state = state;
    cell.querySelector(".word").textContent = (state === "problem" && said) || word;
    inputOf(key).toggleAttribute("aria-invalid", state === "problem");
    if (state === "problem") inputOf(key).setAttribute("aria-invalid", "true");
  };
  const keep = () => remember(store, pending.size ? Object.fromEntries(pending) : null);
  const note = (key, value) => {
    const held = pending.get(key);
    if (value.trim() === seenOf(key).value && !held) return;
    pending.set(key, { value, seen: held?.seen ?? seenOf(key).value });
    keep();
    show(key, "waiting", form.dataset.waiting);
    say(form.dataset.pending);
  };
  const schedule = (after = PAUSE_MS) => { clearTimeout(timer); timer = setTimeout(() => flush(), after); };
  const tellConflicts = (html) => {
    const fresh = document.createElement("ul");
    fresh.innerHTML = html;
    for (const item of [...fresh.children]) {
      conflicts.querySelector(`[data-conflict="${CSS.escape(item.dataset.conflict)}"]`)?.remove();
      conflicts.append(item);
    }
    conflicts.closest("section").hidden = !conflicts.children.length;
  };
  const settle = (each, sent) => {
    const input = inputOf(each.key);
    if (!input) return;
    if (!each.saved) {
      const held = pending.get(each.key);
      if (held) held.stop = true;
      if (each.count !== undefined) seenOf(each.key).value = each.count;
    } else {
      seenOf(each.key).value = each.count;
      const held = pending.get(each.key);
      if (held && held.value !== sent?.get(each.key)) { held.seen = each.count; return; }
      pending.delete(each.key);
      if (document.activeElement !== input || input.value.trim() !== each.count) input.value = each.count;
    }
    show(each.key, each.state, each.word, each.said);
  };
  const lives = () => [...pending].filter(([, held]) => !held.stop);

  const flush = async (leaving = false) => {
    clearTimeout(timer);
    if (sending) { await sending; if (!leaving && lives().length) schedule(0); return; }
    const live = lives();
    if (!live.length) return;
    const sent = new Map(live.map(([key, held]) => [key, held.value]));
    let done;
    sending = new Promise((resolve) => { done = resolve; });
    const cells = JSON.stringify(live.map(([key, held]) => ({ key, value: held.value, seen: held.seen })));
    const got = await post(form.dataset.cells, { csrfmiddlewaretoken: token, vecka: form.dataset.week, cells }, JSON_ANSWER, leaving);
    sending = null;
    done();
    if (got === null) { say(form.dataset.offline); schedule(RETRY_MS); return; }
    if (got.ended) { say(form.dataset.ended); return; }
    const said = await got.answer.json();
    if (!got.ok) { for (const [key, held] of live) { held.stop = true; show(key, "problem", form.dataset.problem); } say(said.said); return; }
    for (const each of said.cells) settle(each, sent);
    tellConflicts(said.conflicts);
    keep();
    say(pending.size ? "" : form.dataset.saved);
    if (lives().length) schedule(0);
  };

  // -- Where the focus is: one cell of the grid at a time ------------------------------------------
  const at = (input) => {
    const row = inputs.findIndex((line) => line.includes(input));
    return [row, inputs[row].indexOf(input)];
  };
  const go = (row, column) => {
    const target = inputs[row]?.[column];
    if (!target) return false;
    target.focus();
    return true;
  };
  for (const input of inputs.flat()) input.tabIndex = -1;
  inputs[0][0].tabIndex = 0;

  let asked = 0;
  const showPanel = async (key) => {
    if (!panel || panel.querySelector("[name=ruta]")?.value === key) return;
    const number = ++asked;
    await noting;
    if (panel.querySelector("[data-unsaved]")) return;
    try {
      const answer = await fetch(`${form.dataset.panel}?vecka=${form.dataset.week}&ruta=${encodeURIComponent(key)}`, { headers: { "x-part": "1" }, redirect: "manual" });
      if (answer.ok && number === asked && !panel.contains(document.activeElement)) panel.innerHTML = await answer.text();
    } catch { /* the numbers do not need the panel */ }
  };
  let looking = 0;
  form.addEventListener("focusin", (event) => {
    if (!event.target.matches("input.count")) return;
    for (const input of inputs.flat()) input.tabIndex = -1;
    event.target.tabIndex = 0;
    event.target.select();
    editing = false;
    clearTimeout(looking);
    looking = setTimeout(() => showPanel(keyOf(event.target)), 200);
  });

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches?.("input.count") || event.altKey || event.metaKey || event.isComposing) return;
    const [row, column] = at(input);
    const last = inputs[row].length - 1;
    let moved = null;
    if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); openPanel(keyOf(input)); return; }
    if (event.ctrlKey && !["Home", "End"].includes(event.key)) return;
    if (event.key === "F2") { editing = true; input.setSelectionRange(input.value.length, input.value.length); event.preventDefault(); return; }
    if (editing && ["ArrowLeft", "ArrowRight", "Home", "End", "Delete"].includes(event.key)) return;
    switch (event.key) {
      case "ArrowUp": moved = [row - 1, column]; break;
      case "ArrowDown": moved = [row + 1, column]; break;
      case "ArrowLeft": moved = [row, column - 1]; break;
      case "ArrowRight": moved = [row, column + 1]; break;
      case "Enter": moved = [row + (event.shiftKey ? -1 : 1), column]; break;
      case "Home": moved = [event.ctrlKey ? 0 : row, 0]; break;
      case "End": moved = event.ctrlKey ? [inputs.length - 1, inputs.at(-1).length - 1] : [row, last]; break;
      case "Tab":
        // On from the last cell, and back from the first, Tab leaves the grid: it is no trap.
        if (event.shiftKey) moved = column > 0 ? [row, column - 1] : [row - 1, last];
        else moved = column < last ? [row, column + 1] : [row + 1, 0];
        if (inputs[moved[0]]?.[moved[1]]) break;
        return;
      case "Delete":
        event.preventDefault();
        input.value = "";
        note(keyOf(input), "");
        schedule();
        return;
      case "Escape": {
        const held = pending.get(keyOf(input));
        if (held && !held.stop && !sending) { input.value = held.seen; note(keyOf(input), held.seen); schedule(0); input.select(); }
        return;
      }
      default: return;
    }
    event.preventDefault();
    go(...moved);
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("input.count")) return;
    note(keyOf(event.target), event.target.value);
    schedule();
  });
  form.addEventListener("focusout", (event) => { if (event.target.matches("input.count")) flush(); });
  form.addEventListener("submit", (event) => {
    // A button in the list of conflicts chooses; the save button saves what waits.
    event.preventDefault();
    const item = event.submitter?.closest("[data-conflict]");
    if (item) {
      const { conflict: key, mine, theirs } = item.dataset;
      const value = event.submitter.dataset.take === "mine" ? mine : theirs;
      seenOf(key).value = theirs;
      inputOf(key).value = value;
      pending.set(key, { value, seen: theirs });
      show(key, "waiting", form.dataset.waiting);
      item.remove();
      conflicts.closest("section").hidden = !conflicts.children.length;
      keep();
      inputOf(key).focus();
    }
    schedule(0);
  });

  // -- The panel: 12 weeks and a comment ------------------------------------------------------------
  let noting = Promise.resolve();
  const openPanel = async (key) => {
    clearTimeout(looking);
    await showPanel(key);
    panel?.querySelector("textarea")?.focus();
  };
  const sendNote = async (noteForm) => {
    const key = noteForm.elements.ruta.value;
    noteForm.toggleAttribute("data-unsaved", true);
    const got = await post(noteForm.action, new FormData(noteForm), { "x-part": "1" });
    const status = noteForm.querySelector("[role=status]");
    if (got === null) { status.textContent = form.dataset.offline; return; }
    if (got.ended) { status.textContent = form.dataset.ended; return; }
    const html = await got.answer.text();
    const focused = panel.contains(document.activeElement) ? document.activeElement.id : "";
    panel.innerHTML = html;
    if (focused) document.getElementById(focused)?.focus();
    if (!got.ok) { panel.querySelector("[data-note]").toggleAttribute("data-unsaved", true); return; }
    // The cell's state may have changed with the comment: ask for it by saving what is there.
    if (!pending.has(key)) { pending.set(key, { value: inputOf(key).value, seen: seenOf(key).value }); flush(); }
  };
  panel?.addEventListener("input", (event) => event.target.form?.toggleAttribute("data-unsaved", true));
  panel?.addEventListener("change", (event) => { if (event.target.form?.matches("[data-note]")) noting = sendNote(event.target.form); });
  panel?.addEventListener("submit", (event) => { event.preventDefault(); noting = noting.then(() => { const here = panel.querySelector("[data-unsaved]"); return here ? sendNote(here) : undefined; }); });
  panel?.addEventListener("keydown", (event) => {
    const key = panel.querySelector("[name=ruta]")?.value;
    if (event.key === "Escape" && key) inputOf(key)?.focus();
  });

  // -- From a spreadsheet ----------------------------------------------------------------------------
  const pasteForm = document.querySelector("[data-paste-form]");
  const pasted = document.querySelector("[data-pasted]");
  const pasteBlock = async (block, key) => {
    await flush();
    if (sending) await sending;
    const shown = Object.fromEntries(inputs.flat().map((input) => [keyOf(input), seenOf(keyOf(input)).value]));
    say(form.dataset.pending);
    const got = await post(form.dataset.paste, { csrfmiddlewaretoken: token, vecka: form.dataset.week, block, at: key, shown: JSON.stringify(shown) }, JSON_ANSWER);
    const said = got && !got.ended ? await got.answer.json() : null;
    if (!said || !got.ok) {
      pasteForm.elements.block.value = block;
      say(`${said?.said ?? (got?.ended ? form.dataset.ended : form.dataset.offline)} ${form.dataset.notpasted}`);
      return;
    }
    for (const each of said.cells) {
      if (!each.saved) { pending.set(each.key, { value: "", seen: each.count, stop: true }); }
      settle(each);
    }
    tellConflicts(said.conflicts);
    for (const item of conflicts.children) {
      const held = pending.get(item.dataset.conflict);
      if (held) { held.value = item.dataset.mine; inputOf(item.dataset.conflict).value = item.dataset.mine; }
    }
    keep();
    pasted.innerHTML = said.pasted;
    pasteForm.elements.block.value = "";
    say(pending.size ? "" : form.dataset.saved);
  };
  form.addEventListener("paste", (event) => {
    if (!event.target.matches("input.count")) return;
    const block = event.clipboardData.getData("text/plain");
    if (!/[\t\n\r]/.test(block.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    pasteBlock(block, keyOf(event.target));
  });
  pasteForm?.addEventListener("submit", (event) => { event.preventDefault(); pasteBlock(pasteForm.elements.block.value, keyOf(inputs[0][0])); });
  pasted?.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const { key, value, seen } of JSON.parse(event.target.elements.cells.value)) {
      inputOf(key).value = value;
      pending.set(key, { value, seen });
      show(key, "waiting", form.dataset.waiting);
    }
    keep();
    pasted.replaceChildren();
    inputs[0][0].focus();
    flush();
  });

  // -- What waited in this tab --------------------------------------------------------------------------
  for (const [key, held] of pending) {
    if (!inputOf(key)) { pending.delete(key); continue; }
    held.stop = false;
    inputOf(key).value = held.value;
    show(key, "waiting", form.dataset.waiting);
  }
  for (const input of inputs.flat()) {
    // The browser may have put back what was typed before a reload.
    if (input.value !== input.defaultValue && !pending.has(keyOf(input))) note(keyOf(input), input.value);
  }
  if (pending.size) schedule(0);
  for (const hidden of document.querySelectorAll("[data-script-hides]")) hidden.hidden = true;
  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
  addEventListener("online", () => schedule(0));
  addEventListener("pagehide", () => flush(true));
}
