// Niceties only. Every page works without this file.

// A menu closes when you press Escape or step outside it, and gives the focus back.
const menus = [...document.querySelectorAll("details[data-menu]")];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
});

// The theme changes at once; the form still goes to the server, which remembers it in a cookie.
for (const form of document.querySelectorAll("form[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter?.value;
    if (!chosen) return;
    event.preventDefault();
    const body = new FormData(form);
    body.set("theme", chosen);
    fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
    if (chosen === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    for (const button of form.querySelectorAll("button[name=theme]"))
      button.setAttribute("aria-pressed", String(button.value === chosen));
    document.dispatchEvent(new CustomEvent("tryggve:theme"));
  });
}

// A text grows with what is written, where the browser does not do so by itself.
if (!CSS.supports("field-sizing", "content")) {
  for (const area of document.querySelectorAll("textarea")) {
    const grow = () => {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 4}px`;
    };
    area.addEventListener("input", grow);
    if (area.value) grow();
  }
}

// After a refused form the summary is read first, and its links lead to the control.
document.querySelector("[data-focus]")?.focus({ preventScroll: false });
for (const link of document.querySelectorAll(".error-summary a[href^='#']")) {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  });
}

// What leaves the page on purpose is asked for once: buttons that print.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

// While the work goes on, only its part of the page is renewed: a button beside it keeps the focus.
function renew(main, fresh) {
  const [part, news] = [main, fresh].map((page) => page.querySelector("[data-follow]"));
  const isSame = main.querySelector("h1")?.textContent === fresh.querySelector("h1")?.textContent;
  if (part && news && isSame) part.replaceChildren(...news.childNodes);
  else main.replaceChildren(...fresh.childNodes);
}

// Work that goes on elsewhere is asked after, and shown without moving the reader; then we go on to what it made.
async function follow() {
  if (!document.querySelector("[data-follow]")) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (answer.redirected) return location.replace(answer.url);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    if (fresh) renew(document.getElementById("main"), fresh);
  } catch {
    // No answer just now: ask again.
  }
  setTimeout(follow, 2000);
}
setTimeout(follow, 2000);
