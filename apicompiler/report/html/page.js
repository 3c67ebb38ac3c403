"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  // One environment at a time: that which the address names, or holds what it names.
  const panels = [...document.querySelectorAll("[data-panel]")];
  const tabs = [...document.querySelectorAll("[data-tab]")];
  const show = () => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const wanted = (named && named.closest("[data-panel]")) || panels.find((panel) => !panel.hidden) || panels[0];
    for (const panel of panels) panel.hidden = panel !== wanted;
    for (const tab of tabs) tab.toggleAttribute("aria-current", tab.hash === "#" + wanted.id);
    if (named) named.scrollIntoView();
  };
  for (const panel of panels.slice(1)) panel.hidden = true;
  addEventListener("hashchange", show);
  show();

  // What has all the words of a search stays, and groups that hold some of it open.
  for (const field of document.querySelectorAll("[data-search]")) {
    const section = field.closest("details, section");
    const items = [...section.querySelectorAll("[data-item]")].map((item) => [item, item.textContent.toLowerCase()]);
    const groups = [...section.querySelectorAll("details.group")];
    const told = field.parentElement.querySelector("output");
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      for (const [item, text] of items) {
        item.hidden = !words.every((word) => text.includes(word));
        found += !item.hidden;
      }
      for (const group of groups) {
        const holds = group.querySelector("[data-item]:not([hidden])") !== null;
        group.hidden = !holds;
        group.open = words.length > 0 && holds;
      }
      told.textContent = words.length ? `${found} of ${items.length}` : "";
    });
  }
})();
