// Builds DOM nodes. Nothing on this page is ever made from a string of HTML: what people write stays text.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'style') Object.entries(value).forEach(([key, each]) => each != null && node.style.setProperty(key, each));
    else if (name === 'value' || name === 'checked' || name === 'selected') node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const DRAWN = {
  clip: 'M8 12.5l6.2-6.2a3 3 0 0 1 4.3 4.3l-8.4 8.4a5 5 0 0 1-7.1-7.1l8.2-8.2',
  lock: 'M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  page: 'M6 3h8l4 4v14H6z M14 3v4h4',
  pin: 'M12 21s7-6.2 7-11.4A7 7 0 0 0 5 9.6C5 14.8 12 21 12 21z M12 12a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8z',
  list: 'M4 7h16 M4 12h16 M4 17h16',
  more: 'M5.5 12h.01 M12 12h.01 M18.5 12h.01',
  plus: 'M12 5v14 M5 12h14',
  close: 'M6 6l12 12 M18 6L6 18',
  reply: 'M9 7l-5 5 5 5 M4 12h10a6 6 0 0 1 6 6v1',
};

// The page's own signs, drawn, so that they never depend on a font.
export function icon(name) {
  const make = (tag, props) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
    return node;
  };
  const svg = make('svg', { viewBox: '0 0 24 24', class: `icon i-${name}`, 'aria-hidden': 'true' });
  svg.append(make('path', { d: DRAWN[name] }));
  return svg;
}

// Children by key: a node whose signature is unchanged stays, with its focus, its scroll place and what was typed in it.
export function keep(container, items, { key, sign, make }) {
  const old = container.kept ?? new Map();
  const fresh = new Map();
  const focused = document.activeElement;
  let lost = null;
  for (const item of items) {
    const name = key(item);
    const signature = sign(item);
    let entry = old.get(name);
    if (!entry || entry.signature !== signature) {
      const node = make(item);
      if (entry?.node.contains(focused)) lost = { node, place: focusables(entry.node).indexOf(focused) };
      entry = { signature, node };
    }
    fresh.set(name, entry);
  }
  for (const [name, entry] of old) if (fresh.get(name)?.node !== entry.node) entry.node.remove();
  let before = container.firstChild;
  for (const { node } of fresh.values()) {
    if (node === before) before = before.nextSibling;
    else container.insertBefore(node, before);
  }
  container.kept = fresh;
  if (lost) (focusables(lost.node)[lost.place] ?? focusables(lost.node)[0])?.focus({ preventScroll: true });
}

// A browser hears a press only where both its halves fall on the same node: a change of the page waits until the finger is up, a second at most.
let released = Promise.resolve();
addEventListener('pointerdown', () => {
  released = new Promise((done) => {
    const heard = () => setTimeout(done); // its click comes first
    for (const name of ['pointerup', 'pointercancel']) addEventListener(name, heard, { once: true, capture: true });
    setTimeout(done, 1000); // some browsers never tell of a finger that opened a list
  });
}, true);

export function untilReleased() {
  return released;
}

export function focusables(node) {
  return [...node.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex="0"]')].filter(
    (each) => !each.disabled && each.offsetParent !== null,
  );
}

export function atBottom(node) {
  return node.scrollHeight - node.scrollTop - node.clientHeight < 60;
}

export function toBottom(node) {
  node.scrollTop = node.scrollHeight;
}

// A small menu under a button; closes with Escape, with a choice, and with a press elsewhere.
export function menu(label, face, entries, props = {}) {
  const list = h('div', { class: 'menu-list' }, entries.map(({ text, act, danger }) =>
    h('button', { type: 'button', class: danger ? 'danger' : null, onclick: () => { shut(true); act(); } }, text)));
  const button = h('summary', { 'aria-label': label, title: label }, face);
  const box = h('details', { class: `menu ${props.class ?? ''}` }, button, list);
  const shut = (refocus) => { box.open = false; if (refocus) button.focus({ preventScroll: true }); };
  const elsewhere = (event) => { if (!box.contains(event.target)) shut(false); };
  box.addEventListener('toggle', () => {
    if (!box.open) return document.removeEventListener('pointerdown', elsewhere);
    document.addEventListener('pointerdown', elsewhere);
    fit(box, list);
    return undefined;
  });
  box.addEventListener('keydown', (event) => { if (event.key === 'Escape' && box.open) { event.stopPropagation(); shut(true); } });
  return box;
}

// Keeps an opened list inside what scrolls or holds it: above its button when there is no room below, and shifted in.
function fit(box, list) {
  list.style.translate = '';
  box.classList.remove('up');
  const space = box.closest('.scrolls, .dialog, .handset, .workspace')?.getBoundingClientRect();
  if (!space) return;
  let place = list.getBoundingClientRect();
  box.classList.toggle('up', place.bottom > space.bottom && place.height < place.top - space.top);
  place = list.getBoundingClientRect();
  const right = Math.max(0, space.left + 6 - place.left);
  const left = Math.max(0, place.right - space.right + 6);
  list.style.translate = `${right || -left}px 0`;
}

// Enter sends; Shift+Enter breaks the line; an Enter that only confirms kana-kanji conversion does neither.
export function sendsOnEnter(textarea, send) {
  textarea.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  });
  textarea.addEventListener('input', () => grow(textarea));
}

export function grow(textarea) {
  textarea.style.height = 'auto';
  textarea.style.height = `${Math.min(textarea.scrollHeight + 2, 140)}px`;
}

export function notice(text, kind = 'info') {
  const box = h('p', { class: `notice ${kind}` }, text);
  document.getElementById('notices').append(box);
  setTimeout(() => box.remove(), 6000);
}
