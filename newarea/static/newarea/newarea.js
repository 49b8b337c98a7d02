// Everything works without this file. It closes open menus, shows the current section, shows the print buttons, goes
// to what was refused, warns before typed text is lost and lets a column that is pasted into a cell of a grid run on
// into the cells below.
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

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  const refused = document.querySelector(".notice.is-error[role='alert'][tabindex]");
  if (refused) refused.focus();

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

  document.addEventListener("paste", (event) => {
    const cell = event.target.closest("[data-cell]");
    const text = event.clipboardData.getData("text/plain").trimEnd();
    if (!cell || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    const isNamed = text.includes("\t");
    const cells = [...cell.form.querySelectorAll("[data-cell]")];
    const below = cells.slice(cells.indexOf(cell));
    const lines = text.split(/\r\n?|\n/);
    if (isNamed) {
      fill(cell.form.elements.pasted, text);
      cell.form.elements.pasted.focus();
    } else if (lines.length > below.length) {
      cell.setCustomValidity(cell.closest("[data-too-many]").dataset.tooMany);
      cell.reportValidity();
    } else {
      lines.forEach((line, row) => line.trim() && fill(below[row], line.trim()));
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-cell]")) event.target.setCustomValidity("");
  });

  const fill = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
})();
