/* Answering from the keyboard: single letters, never while somebody is writing, and they can be
   switched off (WCAG 2.1.4). The choice is a cookie; it holds nothing about any case. */
"use strict";

(() => {
  const review = document.getElementById("review");
  const help = document.getElementById("keys");
  if (!review || !help) return;

  const OFF = "review_keys=off";
  const toggle = document.getElementById("keys-on");
  let current = null;

  toggle.closest("label").hidden = false;
  toggle.checked = !document.cookie.includes(OFF);
  toggle.addEventListener("change", () => {
    const age = toggle.checked ? 0 : 31536000;
    document.cookie = `${OFF}; path=/reviews; max-age=${age}; samesite=lax`;
  });

  const questions = () =>
    [...review.querySelectorAll(".question")].filter(
      (question) => !question.hidden && question.querySelector(".answer-form"),
    );

  function left(question) {
    const form = question.querySelector(".answer-form");
    if ("optional" in form.dataset) return false;
    const fields = [...form.elements].filter(({ name, type }) => name === "value" && type !== "hidden");
    const given = fields.some((field) =>
      field.type === "radio" || field.type === "checkbox" ? field.checked : field.value.trim(),
    );
    if (!given) return true;
    const explain = question.querySelector(".explain:not([hidden]) select");
    return Boolean(explain) && !explain.value && !form.elements.comment.value.trim();
  }

  function nextLeft() {
    const all = questions();
    const after = current ? all.indexOf(current) + 1 : 0;
    return [...all.slice(after), ...all.slice(0, after)].find(
      (question) => question !== current && left(question),
    );
  }

  function mark(question) {
    if (current === question) return;
    current?.removeAttribute("data-current");
    current = question;
    current.setAttribute("data-current", "");
  }

  function goTo(question) {
    mark(question);
    question.scrollIntoView({ block: "center" });
    const field =
      question.querySelector(".answer-form :checked:not(option)") ||
      question.querySelector('.answer-form [name="value"]:not([type="hidden"])');
    field.focus({ preventScroll: true });
  }

  function onwards() {
    const question = nextLeft();
    if (question) return goTo(question);
    document.querySelector("#submit button")?.focus();
  }

  function answer(key) {
    const question = current || nextLeft();
    if (!question) return false;
    const form = question.querySelector(".answer-form");
    const choice = [...form.querySelectorAll('input[type="radio"]')].find((radio) =>
      form.dataset.kind === "scale" ? radio.value === key : radio.dataset.key === key.toUpperCase(),
    );
    if (!choice) return false;
    mark(question);
    question.scrollIntoView({ block: "nearest" });
    choice.focus({ preventScroll: true });
    choice.click();
    return true;
  }

  function comment() {
    const box = (current || nextLeft())?.querySelector(".comment");
    if (!box) return false;
    box.open = true;
    box.querySelector("textarea").focus();
    return true;
  }

  function pressed(event) {
    const { key, target } = event;
    const choosing = target.matches('input[type="radio"], input[type="checkbox"]');
    const writing = target.matches("input, textarea, select") && !choosing;
    if (key === "Enter") {
      if (target.matches("textarea, select, a, button, summary") || help.contains(target)) return false;
      if (writing && !target.closest(".answer-form")) return false;
      onwards();
      return true;
    }
    if (writing) return false;
    if (key === "?") return Boolean(help.togglePopover()) || true;
    if (key.toLowerCase() === "k") return comment();
    return key.length === 1 && answer(key);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (!toggle.checked && event.key !== "Enter") return;
    if (pressed(event)) event.preventDefault();
  });

  document.getElementById("next-unanswered")?.addEventListener("click", (event) => {
    event.preventDefault();
    onwards();
  });

  review.addEventListener("focusin", ({ target }) => {
    const question = target.closest(".question");
    if (question?.querySelector(".answer-form")) mark(question);
  });
})();
