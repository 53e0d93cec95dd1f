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
  // What the desk sent, and not what stands in the field by now: on a slow line people type before this script is there.
  const sentValue = (place) => (place.tagName === 'SELECT'
    ? ([...place.options].find((option) => option.defaultSelected) ?? place.options[0]).value : place.defaultValue);
  let saved = JSON.stringify(Object.fromEntries(names.map((name) => [name, sentValue(field(name))])));
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

  // ---- pictures: several at once, chosen, dropped or pasted; all of them come into the text, or none

  const box = document.getElementById('pictures');
  const chooser = document.getElementById('picture');
  const cards = document.getElementById('picture-cards');
  const problem = document.getElementById('picture-problem');
  const pattern = cards.firstElementChild.cloneNode(true);
  let chosen = [];              // { file, card }
  chooser.multiple = true;
  cards.replaceChildren();

  const isPicture = (file) => file.type.startsWith('image/');
  const carriesFiles = (data) => Boolean(data) && [...data.items].some((item) => item.kind === 'file');

  function complain(text) {
    problem.textContent = text;
    problem.hidden = text === '';
  }

  // Drawn small, by the browser itself: the page may show no address but the desk's.
  async function draw(file, canvas) {
    const side = 112;
    let bitmap;
    try { bitmap = await createImageBitmap(file); } catch { return; }  // the desk says what it is
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    canvas.hidden = false;
    bitmap.close();
  }

  function addCard(file) {
    const card = pattern.cloneNode(true);
    const entry = { file, card };
    const name = card.querySelector('.name');
    name.textContent = file.name;
    name.hidden = false;
    const away = card.querySelector('button');
    away.hidden = false;
    away.addEventListener('click', () => {
      chosen = chosen.filter((one) => one !== entry);
      card.remove();
      complain('');
      chooser.focus();
    });
    chosen.push(entry);
    cards.append(card);
    draw(file, card.querySelector('canvas'));
    return card;
  }

  function addFiles(files) {
    const pictures = [...files].filter(isPicture);
    if (pictures.length === 0) return;
    box.open = true;
    complain('');
    const first = pictures.map(addCard)[0];
    first.querySelector('[name=alt]').focus();
  }

  // As paragraphs of their own, behind the one in which the caret stands.
  function putIntoText(lines) {
    const body = field('body');
    const text = body.value;
    const caret = body.selectionEnd > 0 ? body.selectionEnd : text.length;
    const end = text.indexOf('\n', caret);
    const at = end < 0 ? text.length : end;
    const before = text.slice(0, at).replace(/\s+$/, '');
    const after = text.slice(at).replace(/^\s+/, '');
    const added = (before ? '\n\n' : '') + lines.join('\n\n');
    body.value = before + added + (after ? `\n\n${after}` : '');
    body.focus();
    body.setSelectionRange(before.length + added.length, before.length + added.length);
    typed();
  }

  async function sendPictures(send) {
    const missing = chosen.find(({ card }) => card.querySelector('[name=alt]').value.trim() === '');
    if (chosen.length === 0) return chooser.click();
    if (missing) {
      complain(box.dataset.wanted);
      return missing.card.querySelector('[name=alt]').focus();
    }
    const data = new FormData();
    data.append('token', field('token').value);  // first: before it no byte is kept
    for (const { file, card } of chosen) {
      for (const name of ['alt', 'caption', 'credit']) data.append(name, card.querySelector(`[name=${name}]`).value);
      data.append('picture', file, file.name);
    }
    send.disabled = true;
    complain('');
    say(box.dataset.sending);
    try {
      const response = await fetch(send.formAction, { method: 'POST', headers: { Accept: 'application/json' }, body: data, redirect: 'error' });
      const isJson = (response.headers.get('Content-Type') || '').startsWith('application/json');
      const answer = isJson ? await response.json() : {};
      if (response.ok) {
        chosen = [];
        cards.replaceChildren();
        chooser.value = '';
        box.open = false;
        putIntoText(answer.lines);
      } else {
        complain(answer.text || box.dataset.failed);
      }
    } catch {
      complain(box.dataset.failed);
    }
    send.disabled = false;
    if (!isDirty()) say(words.saved);
  }

  chooser.addEventListener('change', () => { addFiles(chooser.files); chooser.value = ''; });
  document.getElementById('add-pictures').addEventListener('click', (event) => {
    event.preventDefault();
    sendPictures(event.currentTarget);
  });
  form.addEventListener('dragover', (event) => { if (carriesFiles(event.dataTransfer)) event.preventDefault(); });
  form.addEventListener('drop', (event) => {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    addFiles(event.dataTransfer.files);
  });
  field('body').addEventListener('paste', (event) => {
    if (![...event.clipboardData.files].some(isPicture)) return;
    event.preventDefault();
    addFiles(event.clipboardData.files);
  });

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
    typed();
  }
})();
