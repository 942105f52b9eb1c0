"use strict";
(() => {
  const find = document.querySelector(".find");
  if (find) {
    const input = find.querySelector("input");
    const none = document.querySelector(".none");
    const rows = [...document.querySelectorAll("table.list tbody tr")];
    const fold = (text) => text.toLocaleLowerCase().replace(/ё/g, "е");
    const words = rows.map((row) => fold(row.textContent + " " + (row.dataset.find || "")));
    const apply = () => {
      const asked = fold(input.value).split(/\s+/).filter(Boolean);
      let left = 0;
      rows.forEach((row, n) => {
        row.hidden = !asked.every((word) => words[n].includes(word));
        left += row.hidden ? 0 : 1;
      });
      none.hidden = left > 0;
    };
    input.addEventListener("input", apply);
    find.hidden = false;
    apply();
  }
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  const said = document.querySelector("#said");
  for (const button of document.querySelectorAll("button[data-cite]")) {
    const label = button.textContent;
    const name = button.getAttribute("aria-label");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const words = (await copy(button.dataset.cite)) ? said.dataset.done : said.dataset.failed;
      button.textContent = said.textContent = words;
      button.removeAttribute("aria-label");
      setTimeout(() => {
        button.textContent = label;
        button.setAttribute("aria-label", name);
        said.textContent = "";
      }, 2000);
    });
  }
})();
