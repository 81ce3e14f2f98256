/* Saves each answer as it is given. "Saved" is shown only when the server has confirmed exactly
   the text on the screen. Nothing is kept in the browser but the form itself. */
"use strict";

(() => {
  const review = document.getElementById("review");
  if (!review) return;
  document.documentElement.classList.add("scripted");

  const WORDS = JSON.parse(review.dataset.words);
  const PAUSE = 800;
  const PAUSE_IN_A_DATE = 2500;
  const RETRIES = [1000, 2000, 5000, 10000];
  const PATIENCE = 20000;
  const WHOLE_DATE = /^(\d{4}-?\d\d-?\d\d)?$/;
  const banner = document.getElementById("unsaved-banner");
  const handingIn = document.getElementById("submit");
  const answers = new Map();
  let seen = Number(review.dataset.seen);
  let asked = Number(review.dataset.asked);
  let savedLast = "";

  function newOperation() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function fragment(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  }

  /* What a form says now, or said when the server wrote it. */
  function contentOf(form, asServed = false) {
    const content = new URLSearchParams([["value", ""]]);
    let [reason, comment] = ["", ""];
    for (const field of form.elements) {
      if (field.name === "reason") {
        const served = [...field.options].find((option) => option.defaultSelected);
        reason = asServed ? (served ? served.value : "") : field.value;
      } else if (field.name === "comment") {
        comment = asServed ? field.defaultValue : field.value;
      } else if (field.name === "value" && field.type !== "hidden") {
        const ticked = field.type === "radio" || field.type === "checkbox";
        const counts = ticked ? (asServed ? field.defaultChecked : field.checked) : true;
        const value = ticked || !asServed ? field.value : field.defaultValue;
        if (counts && value.trim()) content.append("value", value);
      }
    }
    content.append("reason", reason);
    content.append("comment", comment);
    return content.toString();
  }

  class Answer {
    constructor(form) {
      this.form = form;
      this.question = form.closest(".question");
      this.version = Number(form.dataset.version);
      this.confirmed = contentOf(form, true);
      this.operation = null;
      this.conflict = null;
      this.refused = null;
      this.trouble = "";
      this.timer = this.retry = 0;
      this.at = form.querySelector(".saved-text").textContent.split(" ").pop();
      answers.set(form, this);
      if (!this.same) this.touched(0);
    }

    get same() {
      return contentOf(this.form) === this.confirmed;
    }

    get settled() {
      return this.same && !this.operation && !this.conflict;
    }

    show(state, at = "") {
      const line = this.form.querySelector(".saved");
      line.dataset.state = state;
      const text = state === "saved" ? `${WORDS.saved} ${at}` : WORDS[state];
      line.querySelector(".saved-text").textContent = text || "";
      if (state === "saved") savedLast = at;
      showWhole();
    }

    touched(pause) {
      if (this.conflict || this.trouble) this.show("unsaved");
      else this.show("saving");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), pause);
    }

    save() {
      clearTimeout(this.timer);
      if (this.operation || this.conflict) return;
      const body = contentOf(this.form);
      if (body === this.confirmed) return this.show(this.at ? "saved" : "", this.at);
      if (body === this.refused) return this.show("unsaved");
      this.operation = { id: newOperation(), body, version: this.version, tries: 0, sending: false };
      this.send();
    }

    async send() {
      const operation = this.operation;
      if (!operation || operation.sending) return;
      operation.sending = true;
      clearTimeout(this.retry);
      const body = new URLSearchParams(operation.body);
      body.append("version", operation.version);
      body.append("op_id", operation.id);
      let status, reply;
      try {
        const response = await fetch(this.form.action, {
          method: "POST",
          headers: { Accept: "application/json" },
          body,
          keepalive: true,
          signal: AbortSignal.timeout(PATIENCE),
        });
        status = response.status;
        reply = await response.json();
      } catch {
        status = 0;
      }
      operation.sending = false;
      if (status === 200 && reply.saved) this.saved(operation, reply);
      else if (status === 401) this.again(operation, "signIn");
      else if (status === 0 || status >= 500) this.again(operation, "offline");
      else if (reply.current) this.clashed(reply);
      else this.refuse(operation, reply);
    }

    again(operation, trouble) {
      this.trouble = trouble;
      this.show("unsaved");
      const pause = RETRIES[Math.min(operation.tries++, RETRIES.length - 1)];
      this.retry = setTimeout(() => this.send(), pause);
    }

    saved(operation, reply) {
      this.operation = this.refused = null;
      this.trouble = "";
      this.confirmed = operation.body;
      this.at = reply.at;
      this.moveTo(reply.version);
      this.complain("");
      showChanges(this, reply);
      if (this.same) this.show("saved", reply.at);
      else this.touched(0);
    }

    moveTo(version) {
      seen += version - this.version;
      this.version = version;
      if (handingIn) handingIn.elements.seen.value = seen;
    }

    refuse(operation, reply) {
      this.operation = null;
      this.trouble = "";
      this.refused = operation.body;
      this.complain(reply.error || WORDS.failed);
      if (this.same || contentOf(this.form) === this.refused) this.show("unsaved");
      else this.touched(PAUSE);
    }

    complain(text) {
      this.form.querySelectorAll(".field-error").forEach((error) => error.remove());
      if (!text) return;
      const error = document.createElement("p");
      error.className = "field-error";
      error.setAttribute("role", "alert");
      error.textContent = text;
      this.form.querySelector(".answer-end").before(error);
    }

    clashed(reply) {
      this.operation = null;
      this.trouble = "";
      this.conflict = reply;
      this.form.querySelectorAll(".conflict").forEach((box) => box.remove());
      this.form.prepend(fragment(reply.conflict));
      this.show("unsaved");
    }

    choose(which) {
      const { current, question } = this.conflict;
      this.conflict = null;
      this.moveTo(current.version);
      if (which === "mine") {
        this.form.querySelector(".conflict").remove();
        this.confirmed = this.refused = null;
        this.save();
        return;
      }
      answers.delete(this.form);
      this.question.replaceWith(fragment(question));
      follow(document.getElementById(this.question.id));
      savedLast = current.at;
      showWhole();
    }
  }

  /* One line for the whole review: the worst state of any answer. */
  function showWhole() {
    const line = document.getElementById("saved");
    const all = [...answers.values()];
    showBanner(all.map((answer) => answer.trouble).find(Boolean));
    if (!line) return;
    const states = all.map((answer) => answer.form.querySelector(".saved").dataset.state);
    const worst = ["unsaved", "saving"].find((state) => states.includes(state));
    if (!worst && !savedLast) return;
    line.dataset.state = worst || "saved";
    line.querySelector(".saved-text").textContent = worst ? WORDS[worst] : `${WORDS.saved} ${savedLast}`;
  }

  function showBanner(trouble) {
    const shown = trouble || review.dataset.elsewhere;
    banner.classList.toggle("shown", Boolean(shown));
    if (!shown) return;
    banner.querySelector(".notice-title").textContent = trouble ? WORDS.unsaved : WORDS.reread;
    banner.querySelector("#unsaved-text").textContent = WORDS[shown];
    banner.querySelector("#unsaved-sign-in").hidden = shown !== "signIn";
  }

  /* What an answer changes around itself. Fields that may be in use are never replaced. */
  function showChanges(answer, reply) {
    const { form, question } = answer;
    question.toggleAttribute("data-answered", reply.state === "answered");
    const understood = form.querySelector(".understood");
    if (understood) understood.textContent = reply.shown;
    const clear = form.querySelector(".clear");
    if (clear) clear.hidden = reply.state === "";
    showExplain(question, reply);
    for (const [id, html] of Object.entries(reply.parts)) showPart(id, html);
    if (reply.order) showOrder(reply);
    else if (reply.asked !== asked) review.dataset.elsewhere = "elsewhere";
    asked = reply.asked;
    showProgress(question, reply);
  }

  function showExplain(question, reply) {
    const id = `${question.id}-explain`;
    const comment = question.querySelector(".comment");
    let explain = document.getElementById(id);
    if (!explain && reply.parts[id]) {
      comment.before(fragment(reply.parts[id]));
      explain = document.getElementById(id);
    }
    delete reply.parts[id];
    if (explain) explain.hidden = !reply.explain;
    if (reply.explain) comment.open = true;
  }

  function showPart(id, html) {
    const article = fragment(html).querySelector(".question");
    const here = document.getElementById(id);
    if (!here) {
      const letter = article.querySelector(".question-number").textContent.charAt(0).toLowerCase();
      document.getElementById(`section-${letter}`).append(article);
      follow(article);
    } else if (!here.querySelector(".answer-form")) {
      here.querySelector(".question-answer").replaceWith(article.querySelector(".question-answer"));
      here.toggleAttribute("data-answered", article.hasAttribute("data-answered"));
    }
  }

  function showOrder(reply) {
    const places = new Map(reply.order.map((id, place) => [id, place]));
    for (const section of review.querySelectorAll(".review-section")) {
      const articles = [...section.querySelectorAll(".question")];
      articles.forEach((article) => { article.hidden = !places.has(article.id); });
      section.hidden = articles.every((article) => article.hidden);
      let last = section.firstElementChild;
      for (const article of articles.sort((a, b) => places.get(a.id) - places.get(b.id))) {
        if (article.hidden) continue;
        if (last.nextElementSibling !== article && !article.contains(document.activeElement)) {
          last.after(article);
        }
        last = article;
      }
    }
    document.getElementById("navigator").replaceChildren(fragment(reply.navigator));
  }

  function showProgress(question, reply) {
    const bar = document.querySelector("#review-status progress");
    bar.value = reply.answered;
    bar.max = reply.asked;
    document.querySelector("#review-status .progress b").textContent = reply.progress;
    for (const [id, text] of Object.entries(reply.sections)) {
      const title = document.querySelector(`#navigator a[href="#section-${id}"] + span`);
      if (title) title.textContent = text;
    }
    const link = document.querySelector(`#navigator a[href="#${question.id}"]`);
    if (link) link.className = reply.state;
    const next = document.getElementById("next-unanswered");
    next.hidden = !reply.next;
    if (reply.next) next.setAttribute("href", `#${reply.next}`);
    handingIn.querySelector("button").classList.toggle("primary", reply.complete);
  }

  function follow(part) {
    part.querySelectorAll(".answer-form").forEach((form) => answers.has(form) || new Answer(form));
  }

  function answerAt(target) {
    const form = target.closest ? target.closest(".answer-form") : null;
    return form && answers.get(form);
  }

  function showCount(field) {
    const output = field.parentElement.querySelector("output");
    if (!output) return;
    const left = Number(field.dataset.most) - field.value.length;
    output.textContent = `${left} ${WORDS.left}`;
  }

  document.addEventListener("input", ({ target }) => {
    const answer = answerAt(target);
    if (!answer || ["radio", "checkbox", "select-one"].includes(target.type)) return;
    if (target.dataset.most) showCount(target);
    if (target.name === "value" && target.value) {
      const absent = answer.form.querySelector('.written input[type="checkbox"]');
      if (absent) absent.checked = false;
    }
    const inDate = answer.form.dataset.kind.startsWith("date") && target.name === "value";
    answer.touched(inDate && !WHOLE_DATE.test(target.value) ? PAUSE_IN_A_DATE : PAUSE);
  });

  document.addEventListener("change", ({ target }) => {
    const answer = answerAt(target);
    if (!answer) return;
    if (target.type === "checkbox" && target.checked && target.closest(".written")) {
      target.closest(".written").querySelectorAll(".input").forEach((field) => { field.value = ""; });
    }
    answer.touched(0);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], .clear, [data-choose]");
    const answer = button && answerAt(button);
    if (!answer) return;
    event.preventDefault();
    if (button.dataset.choose) return answer.conflict ? answer.choose(button.dataset.choose) : null;
    if (button.classList.contains("clear")) {
      answer.form.querySelectorAll(":checked:not(option)").forEach((field) => { field.checked = false; });
      return answer.touched(0);
    }
    const line = button.previousElementSibling.cloneNode(true);
    const field = line.querySelector("input");
    field.value = "";
    field.removeAttribute("id");
    button.before(line);
    field.focus();
  });

  document.addEventListener("submit", (event) => {
    const answer = answers.get(event.target);
    if (answer) {
      event.preventDefault();
      answer.save();
    } else if (event.target === handingIn && ![...answers.values()].every((each) => each.settled)) {
      event.preventDefault();
      saveAll();
      document.querySelector("#saved .saved-text").textContent = WORDS.waiting;
    }
  });

  function saveAll() {
    for (const answer of answers.values()) {
      if (answer.operation) answer.send();
      else if (!answer.same) answer.save();
    }
  }

  addEventListener("pagehide", saveAll);
  addEventListener("online", saveAll);
  addEventListener("focus", saveAll);
  document.addEventListener("visibilitychange", saveAll);
  addEventListener("beforeunload", (event) => {
    if (![...answers.values()].every((answer) => answer.settled)) event.preventDefault();
  });

  follow(review);
})();
