// What several screens say.
import { h, icon, notice } from "../dom.js";
import { kept, keep } from "../vault.js";
import { say } from "../words.js";

/** This is not the police. */
export const alarm = () =>
  h("p", { class: "alarm" }, icon("phone"), h("span", {}, h("b", {}, say("call_112")), h("br"), say("not_the_police")));

let asked = null;
addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); asked = event; });

const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const isApple = () => /iPad|iPhone|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

/** How to put the app on the home screen, until it is there or the person has had enough. */
export function installHint() {
  const slot = h("div", { class: "slot" });
  if (isInstalled()) return slot;
  (async () => {
    if (await kept("no-install-hint")) return;
    if (!asked && !isApple()) return;
    const away = h("button", { class: "btn plain", type: "button", onclick: () => { keep("no-install-hint", true); slot.replaceChildren(); } }, say("not_now"));
    const install = asked && h("button", { class: "btn quiet", type: "button", onclick: () => { asked.prompt(); slot.replaceChildren(); } }, say("install"));
    slot.replaceChildren(notice("", "device-mobile", say("install_title"), asked ? say("install_text") : say("install_apple"),
      h("div", { class: "btns" }, install || null, away)));
  })();
  return slot;
}

/** Buttons of which one is on. */
export function chips(choices, chosen, then, label) {
  const row = h("div", { class: "chips", role: "group", "aria-label": label });
  const paint = (id) => { for (const each of row.children) each.setAttribute("aria-pressed", String(each.dataset.id === id)); };
  row.append(...choices.map(({ id, text }) =>
    h("button", { class: "btn quiet chip-btn", type: "button", "data-id": id, onclick: () => { paint(id); then(id); } }, icon("check"), h("span", {}, text))));
  paint(chosen);
  return row;
}
