// Which addresses may become links, and finding them in plain words.

import { h } from './dom.js';

const OPENABLE = new Set(['http:', 'https:', 'tel:', 'mailto:']);
const IN_WORDS = /https?:\/\/[^\s<>"'「」（）、。]+|(?<![\d-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\d-])/g;

// The address, or null for schemes that would run or reveal something.
export function openable(url) {
  try {
    return OPENABLE.has(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

export function link(url, ...face) {
  const address = openable(url);
  if (!address) return h('span', {}, face);
  const outside = /^https?:/i.test(address);
  return h('a', { href: address, target: outside ? '_blank' : null, rel: outside ? 'noopener noreferrer' : null }, face);
}

export function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(IN_WORDS)) {
    parts.push(text.slice(end, found.index));
    parts.push(link(found[0].startsWith('http') ? found[0] : `tel:${found[0]}`, found[0]));
    end = found.index + found[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
