// Keys for the wall: 1–5 choose, arrows turn the page, B blanks the screen. Every key has a button or a link.
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("input, select, textarea")) return;
  const root = document.documentElement;
  if (event.key === "b" || event.key === "B") root.classList.toggle("is-blank");
  else if (event.key === "Escape") root.classList.remove("is-blank");
  else if (root.classList.contains("is-blank")) return;
  else document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
