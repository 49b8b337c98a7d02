// Everything works without this file. It closes open menus, shows the current section and warns before typed text is lost.
(() => {
  "use strict";

  const openMenus = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  const current = document.querySelector(".mast-nav [aria-current]");
  if (current) current.closest("nav").scrollLeft = current.offsetLeft - 48;

  let isTyped = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-keep]")) isTyped = true;
  });
  document.addEventListener("submit", () => {
    isTyped = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
})();
