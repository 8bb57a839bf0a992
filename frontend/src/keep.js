// What is being written is saved while it is written: form[data-keep] names the address, and [data-kept] says the state.
// Without this file nothing is saved until a button is pressed, and the server still asks before it writes over anybody.
const PAUSE_MS = 900;

for (const form of document.querySelectorAll("form[data-keep]")) {
  const text = form.querySelector("textarea");
  const seen = form.elements.seen;
  const state = form.querySelector("[data-kept]");
  let kept = text.value;
  let timer = 0;
  let sending = false;

  const keep = async (leaving = false) => {
    clearTimeout(timer);
    if (sending || text.value === kept) return;
    sending = true;
    const sent = text.value;
    let stop = false;
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        keepalive: leaving,
        redirect: "error",
      });
      const said = await answer.json();
      state.textContent = said.theirs === undefined ? said.said : `${said.said} ${said.theirs}`;
      // After a conflict or a refusal the person decides, with the button.
      stop = !answer.ok;
      if (answer.ok) {
        kept = sent;
        seen.value = said.seen;
      }
    } catch {
      state.textContent = state.dataset.unsaved;
    }
    sending = false;
    if (!stop && text.value !== sent) timer = setTimeout(keep, PAUSE_MS);
  };

  text.addEventListener("input", () => {
    state.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS);
  });
  text.addEventListener("blur", () => keep());
  addEventListener("pagehide", () => keep(true));
  form.addEventListener("submit", () => clearTimeout(timer));
}
