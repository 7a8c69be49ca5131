/* Enhancements of pages that are complete without them: kept drafts, one submit, an offline note, tidy menus. */
(() => {
  "use strict";
  const say = document.querySelector("[data-texts]")?.dataset ?? {};
  const prefix = `deh:${document.body.dataset.who || "-"}:`;
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const KEPT_FOR = 14 * 24 * 3600 * 1000;

  const store = {
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or refused */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* refused */ } },
    keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith("deh:")); } catch { return []; } },
  };
  const time = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  /* After a rest of `wait`, and after `most` at the latest while it goes on: who never pauses is kept too. */
  function later(wait, act, most) {
    let timer, since = null;
    const run = () => { since = null; act(); };
    return () => { since ??= Date.now(); clearTimeout(timer); timer = setTimeout(run, Math.max(0, Math.min(wait, since + most - Date.now()))); };
  }

  /* Drafts: what was typed survives a lost line --------------------------------------------------------------- */
  const worthKeeping = (field) => field.name && !field.disabled && !["hidden", "password", "file", "submit"].includes(field.type) && field.name !== "csrfmiddlewaretoken";
  const ticks = (field) => field.type === "checkbox" || field.type === "radio";
  const read = (form) => [...form.elements].filter(worthKeeping).filter((field) => !ticks(field) || field.checked)
    .map((field) => [field.name, field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value]);

  function write(form, entries) {
    const given = new Map();
    for (const [name, value] of entries) given.set(name, [...(given.get(name) ?? []), ...[value].flat()]);
    for (const field of [...form.elements].filter(worthKeeping)) {
      const values = given.get(field.name) ?? [];
      if (ticks(field)) field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) field.value = values[0];
    }
  }

  function noteRestored(form, key, at) {
    const note = document.createElement("div");
    note.className = "draft-note";
    note.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = (say.restored ?? "").replace("{time}", `${new Date(at).toLocaleDateString(document.documentElement.lang)}, ${time(at)}`);
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "button button--link";
    discard.textContent = say.discard ?? "";
    discard.addEventListener("click", () => { form.reset(); store.drop(key); note.remove(); });
    note.append(text, discard);
    form.prepend(note);
    const panel = form.closest("details");
    if (panel) panel.open = true;
  }

  function keep(form) {
    const key = prefix + form.dataset.keep;
    const kept = store.get(key);
    if (kept && Date.now() - kept.at < KEPT_FOR && !form.querySelector("[data-errors]") && JSON.stringify(read(form)) !== JSON.stringify(kept.fields)) {
      write(form, kept.fields);
      noteRestored(form, key, kept.at);
    }
    form.addEventListener("input", later(400, () => store.set(key, { at: Date.now(), fields: read(form) }), 2000));
    form.addEventListener("submit", () => { store.set(key, { at: Date.now(), fields: read(form) }); store.set("deh:sent", key); });
  }

  /* A form is taken to have arrived when the next page confirms it, or no longer asks for it. */
  function forgetWhatArrived(forms) {
    const sent = store.get("deh:sent");
    if (!sent) return;
    store.drop("deh:sent");
    const again = forms.some((form) => prefix + form.dataset.keep === sent);
    if (!again || document.querySelector(".messages .alert--good")) store.drop(sent);
  }

  /* The same draft on the server, where a page offers an address for it --------------------------------------- */
  function autosave(form) {
    let line = form.querySelector("[data-saved]");
    if (!line) {
      line = document.createElement("p");
      line.className = "saved";
      form.append(line);
    }
    line.setAttribute("role", "status");
    const send = async () => {
      if (!navigator.onLine || form.dataset.sent) return;
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      try {
        const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body: data, headers: { "X-Requested-With": "XMLHttpRequest" }, credentials: "same-origin" });
        if (answer.ok && !answer.redirected) line.textContent = (say.saved ?? "").replace("{time}", time(Date.now()));
      } catch { /* offline: the copy on this device remains */ }
    };
    form.addEventListener("input", later(3000, send, 5000));
  }

  /* One submit --------------------------------------------------------------------------------------------------- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-disabled", "true");
    if (/logout/.test(form.getAttribute("action") ?? "")) store.keys().forEach(store.drop);
    setTimeout(() => release(form), 15000);
  });
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  /* The line --------------------------------------------------------------------------------------------------- */
  const offline = document.querySelector("[data-offline]");
  const showLine = () => { if (offline) offline.hidden = navigator.onLine; };
  window.addEventListener("online", showLine);
  window.addEventListener("offline", showLine);
  showLine();

  /* Menus close, anchors open their panel, errors are read first ------------------------------------------------- */
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  function openTarget() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const panel = target.closest("details");
    if (panel) panel.open = true;
    (target.matches(FIELDS) ? target : target.querySelector(FIELDS))?.focus();
  }
  window.addEventListener("hashchange", openTarget);

  function enhance(root) {
    const forms = [...root.querySelectorAll("form"), ...(root.matches?.("form") ? [root] : [])];
    forms.filter((form) => form.dataset.keep).forEach(keep);
    forms.filter((form) => form.dataset.autosaveUrl).forEach(autosave);
    root.querySelector("[data-errors]")?.focus();
  }
  for (const here of document.querySelectorAll(":is(.nav, .tabs) [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "center" });
  forgetWhatArrived([...document.querySelectorAll("form[data-keep]")]);
  enhance(document);
  openTarget();
  const again = () => document.activeElement?.matches(FIELDS) || openTarget(); // the browser moves the focus to the target itself, at some frame after the load
  window.addEventListener("load", () => { setTimeout(again); requestAnimationFrame(() => setTimeout(again)); });
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) enhance(event.target); });
})();
