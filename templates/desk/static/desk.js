// What makes the editor better where scripts run; without them it is a form like any other.
// What is typed is saved a moment later, kept in this browser until the desk has acknowledged it, and sent again
// after a dropped line or an ended session. A text is never put over what somebody is typing.
'use strict';

(() => {
  // What was handed in needs no copy in this browser any more.
  const handedIn = /^\/stories\/([a-z2-7]+)$/.exec(location.pathname);
  if (handedIn && location.search === '?done=submitted') {
    try { localStorage.removeItem(`gazette-desk:${handedIn[1]}`); } catch { /* there is none */ }
  }
  const form = document.getElementById('editor');
  if (!form) return;
  const words = form.dataset;
  const field = (name) => form.elements.namedItem(name);
  const names = ['kicker', 'title', 'subtitle', 'byline', 'section', 'tags', 'summary', 'body'].filter((name) => field(name));
  const status = document.getElementById('saved');
  const notes = document.getElementById('notes');
  const preview = document.getElementById('preview');
  const key = `gazette-desk:${words.story}`;
  const pause = 800;            // milliseconds after the last key
  const slowest = 30000;        // between two tries on a dropped line
  let composing = false;        // an input method is at work: its letters are no text yet
  let timer = 0;
  let running = false;
  let again = false;
  let wait = 1000;
  let stopped = false;          // nothing more can be saved here

  const read = () => Object.fromEntries(names.map((name) => [name, field(name).value]));
  let saved = JSON.stringify(read());
  const isDirty = () => JSON.stringify(read()) !== saved;

  function say(text, isWrong = false) {
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle('is-wrong', isWrong);
  }

  // ---- the copy in this browser

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify({ base: field('base').value, text: read() }));
    } catch { /* no room or not allowed: the desk is the copy that counts */ }
  }
  function drop() {
    try { localStorage.removeItem(key); } catch { /* as above */ }
  }
  function kept() {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  function button(label, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = label;
    made.addEventListener('click', act);
    return made;
  }
  function note(text, ...acts) {
    const line = document.createElement('p');
    line.className = 'problem';
    line.setAttribute('role', 'alert');
    line.textContent = text;
    const row = document.createElement('p');
    row.className = 'acts';
    row.append(...acts);
    notes.replaceChildren(line, ...(acts.length > 0 ? [row] : []));
  }

  // ---- what the desk says of the text

  function show(findings) {
    for (const place of form.querySelectorAll('.findings')) place.replaceChildren();
    for (const finding of findings) {
      const place = document.getElementById(`${finding.field}-findings`);
      if (!place) continue;
      const line = document.createElement('p');
      line.className = finding.is_error ? 'finding is-error' : 'finding';
      if (finding.line) {
        const where = document.createElement('b');
        where.textContent = finding.line;
        line.append(where, ' ');
      }
      const hint = document.createElement('small');
      hint.textContent = finding.hint;
      line.append(finding.text, hint);
      place.append(line);
    }
  }
  function showTheirs(theirs, mine) {
    for (const name of names) {
      const place = document.getElementById(`${name}-findings`);
      const other = theirs[name];
      if (!place || other === undefined || other === mine[name]) continue;
      const box = document.createElement('div');
      box.className = 'theirs';
      const head = document.createElement('p');
      head.textContent = words.theirs;
      const text = document.createElement('pre');
      text.textContent = other;
      box.append(head, text);
      place.replaceChildren(box);
    }
  }

  // Another's change of fields that are untouched here comes in; what is being typed stays.
  function join(theirs, sent) {
    for (const name of names) {
      const place = field(name);
      if (theirs[name] === undefined || place === document.activeElement) continue;
      if (place.value === sent[name] && place.value !== theirs[name]) place.value = theirs[name];
    }
  }

  function took(answer, sent) {
    wait = 1000;
    field('base').value = String(answer.version);
    if (answer.outcome === 'joined') join(answer.fields, sent);
    saved = answer.outcome === 'joined' ? JSON.stringify(read()) : JSON.stringify(sent);
    notes.replaceChildren();
    if (isDirty()) { keep(); again = true; } else drop();
    say(answer.saved);
    show(answer.findings);
    preview.contentWindow.location.replace(preview.src);
  }

  async function answered(response, sent) {
    const isJson = (response.headers.get('Content-Type') || '').startsWith('application/json');
    const answer = isJson ? await response.json() : {};
    if (response.ok) return took(answer, sent);
    if (response.status === 401) {
      const way = document.createElement('a');
      way.className = 'button main';
      way.href = `/login?next=${encodeURIComponent(location.pathname)}`;
      way.textContent = words.login;
      say(words.unsaved, true);
      return note(words.expired, way);
    }
    if (answer.outcome === 'conflict') {
      // The next save is on top of theirs, knowingly: both are on the page now.
      field('base').value = String(answer.version);
      saved = JSON.stringify(sent);
      say(words.unsaved, true);
      note(words.conflict);
      return showTheirs(answer.fields, sent);
    }
    if (answer.outcome === 'refused') {
      say(words.unsaved, true);
      show([{ field: answer.field, text: answer.text, hint: '', is_error: true, line: '' }]);
      return note(words.refused);
    }
    if (response.status === 409 || response.status === 404) {
      stopped = true;
      say(words.unsaved, true);
      return note(words.ended);
    }
    return tryLater(answer.text);
  }

  function tryLater(text) {
    say(words.unsaved, true);
    note(text || words.offline);
    clearTimeout(timer);
    timer = setTimeout(save, wait);
    wait = Math.min(wait * 2, slowest);
  }

  async function save() {
    clearTimeout(timer);
    if (running) { again = true; return; }
    if (stopped || composing || !isDirty()) return;
    running = true;
    say(words.saving);
    const sent = read();
    const body = new URLSearchParams({ ...sent, token: field('token').value, base: field('base').value });
    try {
      const response = await fetch(form.action, { method: 'POST', headers: { Accept: 'application/json' }, body, redirect: 'error' });
      await answered(response, sent);
    } catch {
      tryLater();
    }
    running = false;
    if (again) { again = false; soon(); }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }
  function typed() {
    if (!isDirty()) return;
    keep();
    if (!running && !status.classList.contains('is-wrong')) say(words.unsaved);
    if (!composing) soon();
  }

  form.addEventListener('compositionstart', () => { composing = true; });
  form.addEventListener('compositionend', () => { composing = false; typed(); });
  form.addEventListener('input', typed);
  window.addEventListener('online', () => { wait = 1000; save(); });
  document.addEventListener('visibilitychange', () => { if (document.hidden) save(); });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') { event.preventDefault(); save(); }
  });
  document.getElementById('save').addEventListener('click', (event) => {
    event.preventDefault();
    stopped = false;
    saved = isDirty() ? saved : '';
    save();
  });
  form.addEventListener('submit', () => { clearTimeout(timer); keep(); });

  // ---- a text of before that the desk has not got
  const before = kept();
  if (before && JSON.stringify(before.text) !== saved) {
    const take = () => {
      for (const name of names) if (before.text[name] !== undefined) field(name).value = before.text[name];
      field('base').value = before.base;
      notes.replaceChildren();
      save();
    };
    note(words.kept, button(words.restore, take), button(words.drop, () => { drop(); notes.replaceChildren(); }));
  } else {
    drop();
  }
})();
