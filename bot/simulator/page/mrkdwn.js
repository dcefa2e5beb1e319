// Slack's mrkdwn, as nodes: *bold*, _italic_, ~struck~, `code`, ```blocks```, > quotes, lists, <links> and <@mentions>.

import { h } from './dom.js';
import { withSigns } from './emoji.js';
import { link } from './links.js';
import { clockTime, longDay } from './times.js';

const ENTITY = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
export const unescaped = (text) => text.replace(/&(?:amp|lt|gt);/g, (each) => ENTITY[each]);

// A mark opens after nothing, a space or a sign, and closes before the same: Slack leaves marks inside words alone.
const EDGE = '[\\s\\p{P}\\p{S}]';
const INLINE = new RegExp(
  '`(?<code>[^`\\n]+)`|<(?<angle>[^<>\\n]+)>' +
  `|(?<=^|${EDGE})(?:\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*|_(?<italic>[^\\s_](?:[^_\\n]*[^\\s_])?)_|~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~)(?=$|${EDGE})`,
  'gu',
);
const TAGS = { bold: 'strong', italic: 'em', strike: 's' };

export function mrkdwn(text, names) {
  const drawn = [];
  for (const [index, piece] of text.split('```').entries()) {
    if (index % 2) drawn.push(h('pre', {}, unescaped(piece.replace(/^\n|\n$/g, ''))));
    else drawn.push(...paragraphs(piece, names));
  }
  return drawn;
}

function paragraphs(text, names) {
  const drawn = [];
  let quote = null;
  let first = true;
  for (const row of text.split('\n')) {
    const quoted = /^(?:&gt;|>) ?(?<rest>.*)$/.exec(row);
    if (quoted) {
      if (!quote) { quote = h('blockquote', {}); drawn.push(quote); } else quote.append('\n');
      quote.append(...inline(quoted.groups.rest, names));
      first = true; // a quote is a block of its own; no break is needed after it
      continue;
    }
    quote = null;
    if (!first) drawn.push('\n');
    drawn.push(...inline(row, names));
    first = false;
  }
  return drawn;
}

export function inline(text, names) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    parts.push(words(text.slice(end, found.index)));
    parts.push(marked(found.groups, names));
    end = found.index + found[0].length;
  }
  parts.push(words(text.slice(end)));
  return parts;
}

const words = (text) => withSigns(unescaped(text));

function marked({ code, angle, ...marks }, names) {
  if (code !== undefined) return h('code', {}, unescaped(code));
  if (angle !== undefined) return angled(angle, names);
  const [kind, inside] = Object.entries(marks).find(([, value]) => value !== undefined);
  return h(TAGS[kind], {}, inline(inside, names));
}

function angled(inside, names) {
  const [target, label] = inside.split('|', 2);
  if (target.startsWith('@')) return mention(`@${names.user(target.slice(1))}`, target.slice(1) === names.me);
  if (target.startsWith('#')) return mention(`#${names.channel(target.slice(1)) ?? label ?? ''}`);
  if (target.startsWith('!')) return special(target.slice(1), label, names);
  return link(unescaped(target), words(label ?? target.replace(/^(?:mailto|tel):/, '')));
}

export const mention = (text, me = false) => h('span', { class: me ? 'mention me' : 'mention' }, text);

function special(inside, label, names) {
  const [kind, ...rest] = inside.split('^');
  if (kind === 'subteam') return mention(`@${names.group(rest[0]) ?? label ?? ''}`);
  if (kind === 'date') return h('span', {}, dated(Number(rest[0]), rest[1] ?? '', label));
  if (['here', 'channel', 'everyone'].includes(kind)) return mention(`@${kind}`);
  return h('span', {}, label ?? '');
}

export function dated(timestamp, format, fallback = '') {
  const moment = new Date(timestamp * 1000);
  if (!Number.isFinite(moment.getTime())) return fallback;
  const filled = format
    .replace(/\{date(?:_num|_short|_long|_short_pretty|_long_pretty|_pretty)?\}/g, longDay(moment))
    .replace(/\{time(?:_secs)?\}/g, clockTime(moment));
  return filled.includes('{') ? fallback : filled;
}

// Composition objects: plain_text stays as it is, mrkdwn is drawn.
export function composed(text, names) {
  if (!text) return [];
  return text.type === 'mrkdwn' ? mrkdwn(text.text, names) : [text.emoji === false ? text.text : withSigns(text.text)];
}
