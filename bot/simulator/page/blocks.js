// Draws Block Kit layout blocks from the stored payload.

import { h } from './dom.js';
import { drawElement } from './elements.js';
import { sign } from './emoji.js';
import { link, withLinks } from './links.js';
import { composed, dated, mention, mrkdwn, unescaped } from './mrkdwn.js';

// `place` is where the blocks stand: a message, the Home tab or a modal; see place.js.
export function drawBlocks(blocks, place) {
  return blocks.map((block) => h('div', { class: `block b-${block.type}`, 'data-block': block.block_id }, draw(block, place)));
}

function draw(block, place) {
  const { names } = place;
  switch (block.type) {
    case 'section': return section(block, place);
    case 'header': return h('h3', {}, composed(block.text, names));
    case 'divider': return h('hr', {});
    case 'context': return block.elements.map((each) => (each.type === 'image' ? picture(each, 'tiny') : h('span', {}, composed(each, names))));
    case 'actions': return block.elements.map((each) => drawElement(block, each, place));
    case 'image': return h('figure', {}, block.title ? h('figcaption', {}, composed(block.title, names)) : null, picture(block, 'whole'));
    case 'rich_text': return block.elements.map((each) => richPart(each, names));
    case 'markdown': return h('div', { class: 'text' }, mrkdwn(block.text, names));
    case 'input': return input(block, place);
    default: return h('p', { class: 'faint' }, 'この部品は表示できません');
  }
}

function section(block, place) {
  const words = [];
  if (block.text) words.push(h('div', { class: 'text' }, composed(block.text, place.names)));
  if (block.fields) words.push(h('div', { class: 'fields' }, block.fields.map((each) => h('div', { class: 'text' }, composed(each, place.names)))));
  const aside = block.accessory;
  if (!aside) return words;
  const drawn = aside.type === 'image' ? picture(aside, 'thumb') : drawElement(block, aside, place);
  return h('div', { class: 'beside' }, h('div', { class: 'main' }, words), h('div', { class: 'accessory' }, drawn));
}

function picture(part, size) {
  const source = part.image_url ?? part.slack_file?.url ?? '';
  const stored = part.slack_file?.id ? `/_stage/files/${encodeURIComponent(part.slack_file.id)}` : null;
  return h('img', { class: `pic ${size}`, alt: part.alt_text, src: stored ?? (/^https:\/\//i.test(source) ? source : 'data:,') });
}

function input(block, place) {
  const id = `f-${place.id}-${block.block_id}`;
  const grouped = ['radio_buttons', 'checkboxes'].includes(block.element.type) || block.element.type.startsWith('multi_');
  const wrong = h('p', { class: 'field-error', id: `${id}-error`, role: 'alert' });
  const hint = block.hint ? h('p', { class: 'hint', id: `${id}-hint` }, composed(block.hint, place.names)) : null;
  const label = h(grouped ? 'p' : 'label', grouped ? { id: `${id}-label`, class: 'label' } : { for: id, class: 'label' },
    composed(block.label, place.names), block.optional ? h('span', { class: 'optional' }, '（なくてもよい）') : null);
  const control = drawElement(block, block.element, place, { id, labelledby: grouped ? `${id}-label` : null });
  place.noteError?.(block.block_id, wrong, control, `${id}-error${hint ? ` ${id}-hint` : ''}`, hint ? `${id}-hint` : '');
  return [label, control, wrong, hint];
}

function richPart(part, names) {
  switch (part.type) {
    case 'rich_text_list': return h(part.style === 'ordered' ? 'ol' : 'ul', { style: { 'margin-inline-start': part.indent ? `${part.indent * 1.5}em` : null } },
      part.elements.map((each) => h('li', {}, each.elements.map((run) => rich(run, names)))));
    case 'rich_text_quote': return h('blockquote', {}, part.elements.map((run) => rich(run, names)));
    case 'rich_text_preformatted': return h('pre', {}, part.elements.map((run) => run.text ?? run.url));
    default: return h('div', { class: 'text' }, part.elements.map((run) => rich(run, names)));
  }
}

const STYLES = { bold: 'strong', italic: 'em', strike: 's', code: 'code', underline: 'u' };

function rich(run, names) {
  let node = richRun(run, names);
  for (const [name, tag] of Object.entries(STYLES)) if (run.style?.[name]) node = h(tag, {}, node);
  return node;
}

// What a person typed comes back with Slack's escapes and angle marks inside one text run, so these are read here too.
function richRun(run, names) {
  switch (run.type) {
    case 'text': return typed(run.text, names);
    case 'link': return link(run.url, run.text ?? run.url);
    case 'user': return mention(`@${names.user(run.user_id)}`, run.user_id === names.me);
    case 'channel': return mention(`#${names.channel(run.channel_id) ?? ''}`);
    case 'usergroup': return mention(`@${names.group(run.usergroup_id) ?? ''}`);
    case 'broadcast': return mention(`@${run.range}`);
    case 'emoji': return h('span', {}, run.unicode ? String.fromCodePoint(...run.unicode.split('-').map((code) => parseInt(code, 16))) : sign(run.name));
    case 'date': return h('span', {}, dated(run.timestamp, run.format, run.fallback));
    default: return h('span', {}, run.value ?? '');
  }
}

function typed(text, names) {
  const parts = text.split(/(<[@#!][^<>]+>)/g).map((piece, index) => (index % 2 ? mrkdwn(piece, names) : withLinks(unescaped(piece))));
  return h('span', {}, parts);
}
