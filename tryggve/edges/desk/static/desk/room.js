// Keys for the wall: 1–9 choose, arrows turn the page, B blanks the screen. Every key but B has a button or a link.
// They can be turned off (WCAG 2.1.4), and stay off in this browser.
const root = document.documentElement;
const hint = document.querySelector("[data-keys]");
const toggle = hint?.querySelector("button");
const OFF = "tryggve-room-keys-off";
let on = true;
try { on = localStorage.getItem(OFF) === null; } catch { /* a browser that remembers nothing */ }

const show = () => {
  toggle?.setAttribute("aria-pressed", String(on));
  hint?.classList.toggle("is-off", !on);
};
toggle?.addEventListener("click", () => {
  on = !on;
  try { on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { /* as above */ }
  show();
});
if (hint) hint.hidden = false;
show();

addEventListener("click", () => root.classList.remove("is-blank"));
addEventListener("keydown", (event) => {
  if (!on || event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("input, select, textarea")) return;
  if (event.key === "b" || event.key === "B") root.classList.toggle("is-blank");
  else if (event.key === "Escape") root.classList.remove("is-blank");
  else if (!root.classList.contains("is-blank")) document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
