/* When Stickprov cannot be reached, a form that is sent without a new page would say nothing. It
   says that nothing was saved, where the eyes are; what was written stays in it. */
"use strict";

(() => {
  const told = "[data-no-contact]";
  const formOf = ({ detail }) => detail.ctx?.sourceElement?.closest("form[method=post]");

  document.addEventListener("htmx:before:request", (event) => {
    formOf(event)?.querySelectorAll(told).forEach((notice) => notice.remove());
  });
  document.addEventListener("htmx:error", (event) => {
    const form = formOf(event);
    const words = document.getElementById("no-contact");
    if (form && words) form.append(words.content.cloneNode(true));
  });
})();
