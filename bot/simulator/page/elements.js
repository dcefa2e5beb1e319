// Draws Block Kit's interactive elements and reads what a person chose or typed in them.
//
// A field's answer is short: a text, an option's value, an id, or a list of these; external menus give whole options.

import { grow, h, icon, menu } from './dom.js';
import { openable } from './links.js';
import { composed } from './mrkdwn.js';

const TYPED = { plain_text_input: 'text', number_input: 'text', email_text_input: 'email', url_text_input: 'url' };
const IDS = { users: ['selected_user', 'initial_user'], conversations: ['selected_conversation', 'initial_conversation'], channels: ['selected_channel', 'initial_channel'] };
const DATES = {
  datepicker: ['date', 'selected_date', 'initial_date'],
  timepicker: ['time', 'selected_time', 'initial_time'],
  datetimepicker: ['datetime-local', 'selected_date_time', 'initial_date_time'],
};

export function drawElement(block, element, place, about = {}) {
  const name = about.labelledby ? null : about.id ? null : label(element);
  const props = { id: about.id, 'aria-label': name, 'aria-labelledby': about.labelledby };
  const held = place.held?.(block, element);
  const field = make(block, element, place, props, held);
  if (field.read) place.field?.(block, element, field.read);
  if (element.focus_on_load) field.node.dataset.focus = '';
  return field.node;
}

const label = (element) => element.accessibility_label ?? element.placeholder?.text ?? element.text?.text ?? '選択';

function make(block, element, place, props, held) {
  const kind = element.type;
  if (kind === 'button') return { node: button(block, element, place) };
  if (kind === 'overflow') return { node: overflow(block, element, place) };
  if (kind === 'image') return { node: h('img', { class: 'pic tiny', alt: element.alt_text, src: element.image_url ?? 'data:,' }) };
  if (kind in TYPED) return typed(block, element, place, props, held);
  if (kind in DATES) return dated(block, element, place, props, held);
  if (kind === 'radio_buttons' || kind === 'checkboxes') return few(block, element, place, props, held);
  if (kind === 'external_select' || kind === 'multi_external_select') return external(block, element, place, props, held);
  if (kind === 'file_input') return { node: h('input', { ...props, type: 'file', disabled: true }) };
  if (kind.startsWith('multi_')) return many(block, element, place, props, held);
  return select(block, element, place, props, held);
}

const dispatches = (block) => block.type !== 'input' || block.dispatch_action === true;

async function pressed(block, element, place, value, node) {
  if (node?.hasAttribute('aria-busy')) return; // not disabled meanwhile: that would take the focus away
  if (element.confirm && !(await place.confirm(element.confirm))) return;
  node?.setAttribute('aria-busy', 'true');
  try {
    await place.press(block, element, value);
  } finally {
    node?.removeAttribute('aria-busy');
  }
}

function button(block, element, place) {
  const face = composed(element.text, place.names);
  const look = { class: `btn ${element.style ?? ''}`, 'aria-label': element.accessibility_label };
  const address = element.url ? openable(element.url) : null;
  if (address) return h('a', { ...look, href: address, target: '_blank', rel: 'noopener noreferrer', onclick: () => pressed(block, element, place) }, face);
  const node = h('button', { ...look, type: 'button', onclick: () => pressed(block, element, place, undefined, node) }, face);
  return node;
}

function overflow(block, element, place) {
  return menu('ほかの操作', icon('more'), element.options.map((option) => ({
    text: option.text.text,
    act: () => {
      if (option.url && openable(option.url)) window.open(option.url, '_blank', 'noopener,noreferrer');
      pressed(block, element, place, option.value);
    },
  })), { class: 'overflow' });
}

function typed(block, element, place, props, held) {
  const start = (held ? held.value : element.initial_value) ?? '';
  const shared = { ...props, value: start, placeholder: element.placeholder?.text, maxlength: element.max_length };
  const node = element.multiline
    ? h('textarea', { ...shared, rows: '4', oninput: () => grow(node) })
    : h('input', { ...shared, type: TYPED[element.type], inputmode: element.type === 'number_input' ? 'decimal' : null, autocomplete: 'off' });
  const when = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  if (dispatches(block)) {
    if (when.includes('on_character_entered')) node.addEventListener('change', () => pressed(block, element, place, node.value));
    node.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && when.includes('on_enter_pressed')) { event.preventDefault(); pressed(block, element, place, node.value); }
    });
  }
  return { node, read: () => node.value };
}

function dated(block, element, place, props, held) {
  const [type, chosen, initial] = DATES[element.type];
  const given = held ? held[chosen] : element[initial];
  const node = h('input', { ...props, type, value: type === 'datetime-local' ? toLocal(given) : given ?? '' });
  const read = () => (type === 'datetime-local' ? fromLocal(node.value) : node.value || null);
  if (dispatches(block)) node.addEventListener('change', () => read() !== null && pressed(block, element, place, read()));
  return { node, read };
}

// Slack's moments are seconds; the picker shows Japan's wall clock.
const toLocal = (seconds) => (seconds ? new Date((seconds + 9 * 3600) * 1000).toISOString().slice(0, 16) : '');
const fromLocal = (wall) => (wall ? Date.parse(`${wall}:00+09:00`) / 1000 : null);

function few(block, element, place, props, held) {
  const one = element.type === 'radio_buttons';
  const start = one ? [held ? held.selected_option : element.initial_option] : (held ? held.selected_options : element.initial_options) ?? [];
  const on = new Set(start.filter(Boolean).map((each) => each.value));
  const name = `${place.id}-${block.block_id}-${element.action_id}`;
  const boxes = element.options.map((option) => ({ option, box: h('input', { type: one ? 'radio' : 'checkbox', name, value: option.value, checked: on.has(option.value) }) }));
  const values = () => boxes.filter(({ box }) => box.checked).map(({ option }) => option.value);
  const read = () => (one ? values()[0] ?? null : values());
  const node = h('div', { ...props, class: 'few', role: one ? 'radiogroup' : 'group' }, boxes.map(({ option, box }) =>
    h('label', {}, box, h('span', {}, composed(option.text, place.names), option.description ? h('small', {}, composed(option.description, place.names)) : null))));
  if (dispatches(block)) node.addEventListener('change', () => pressed(block, element, place, read()));
  return { node, read };
}

// What a menu offers, as [label, value] pairs, or groups of them.
function offered(element, place) {
  const pair = (option) => [option.text.text, option.value];
  const kind = element.type.replace(/^multi_/, '').replace(/_select$/, '');
  if (kind === 'users') return place.people();
  if (kind === 'channels') return place.rooms(false);
  if (kind === 'conversations') return place.rooms(true);
  if (element.option_groups) return element.option_groups.map((group) => ({ label: group.label.text, pairs: group.options.map(pair) }));
  return (element.options ?? []).map(pair);
}

function select(block, element, place, props, held) {
  const ids = IDS[element.type.replace(/_select$/, '')];
  const start = ids ? (held ? held[ids[0]] : element[ids[1]]) : (held ? held.selected_option : element.initial_option)?.value;
  const option = ([text, value]) => h('option', { value, selected: value === start }, text);
  const choices = offered(element, place).map((each) => (Array.isArray(each) ? option(each) : h('optgroup', { label: each.label }, each.pairs.map(option))));
  const node = h('select', props, h('option', { value: '' }, element.placeholder?.text ?? 'えらんでください'), choices);
  if (start === undefined || start === null) node.value = '';
  const read = () => node.value || null;
  if (dispatches(block)) node.addEventListener('change', () => node.value && pressed(block, element, place, node.value));
  return { node, read };
}

function many(block, element, place, props, held) {
  const ids = IDS[element.type.replace(/^multi_/, '').replace(/_select$/, '')];
  const start = ids ? (held ? held[`${ids[0]}s`] : element[`${ids[1]}s`]) : (held ? held.selected_options : element.initial_options)?.map((each) => each.value);
  const on = new Set(start ?? []);
  const boxes = [];
  const row = ([text, value]) => {
    const box = h('input', { type: 'checkbox', value, checked: on.has(value) });
    boxes.push(box);
    return h('label', {}, box, h('span', {}, text));
  };
  const rows = offered(element, place).map((each) => (Array.isArray(each) ? row(each) : [h('p', { class: 'group-label' }, each.label), each.pairs.map(row)]));
  const node = h('div', { ...props, class: 'few many', role: 'group', tabindex: '-1' }, rows);
  const read = () => boxes.filter((box) => box.checked).map((box) => box.value);
  if (dispatches(block)) node.addEventListener('change', () => pressed(block, element, place, read()));
  return { node, read };
}

function external(block, element, place, props, held) {
  const several = element.type.startsWith('multi_');
  const start = several ? (held ? held.selected_options : element.initial_options) ?? [] : [held ? held.selected_option : element.initial_option].filter(Boolean);
  const chosen = [...start];
  const least = element.min_query_length ?? 3;
  const listId = `${place.id}-${block.block_id}-${element.action_id}-list`;
  const box = h('input', {
    ...props, type: 'text', role: 'combobox', autocomplete: 'off', 'aria-expanded': 'false', 'aria-controls': listId,
    placeholder: element.placeholder?.text ?? 'さがす', value: !several && chosen[0] ? chosen[0].text.text : '',
  });
  const list = h('div', { class: 'suggestions', id: listId, hidden: true });
  const picked = h('div', { class: 'picked' });
  const node = h('div', { class: 'external' }, several ? picked : null, box, list);
  const read = () => (several ? chosen : chosen[0] ?? null);
  const shut = () => { list.hidden = true; box.setAttribute('aria-expanded', 'false'); };
  const showPicked = () => picked.replaceChildren(...chosen.map((each, index) => h('button', {
    type: 'button', class: 'pick', 'aria-label': `${each.text.text}を外す`, onclick: () => { chosen.splice(index, 1); showPicked(); told(); } }, each.text.text, ' ×')));
  const told = () => { if (dispatches(block) && (several || chosen.length)) pressed(block, element, place, read()); };
  const take = (option) => {
    if (several) { if (!chosen.some((each) => each.value === option.value)) chosen.push(option); box.value = ''; showPicked(); } else { chosen.splice(0, 1, option); box.value = option.text.text; }
    shut();
    box.focus();
    told();
  };
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    if (box.value.length < least) return shut();
    const answer = await place.suggest(block, element, box.value);
    if (mine !== asked || !answer) return undefined;
    const option = (each) => h('button', { type: 'button', onclick: () => take(each) }, each.text.text);
    const groups = answer.option_groups?.map((each) => [h('p', { class: 'group-label' }, each.label.text), each.options.map(option)]);
    const rows = (groups ?? answer.options.map(option)).flat(Infinity);
    list.replaceChildren(...(rows.length ? rows : [h('p', { class: 'faint' }, '見つかりません')]));
    list.hidden = false;
    box.setAttribute('aria-expanded', 'true');
    return undefined;
  };
  let wait;
  box.addEventListener('input', () => { if (!several) chosen.length = 0; clearTimeout(wait); wait = setTimeout(ask, 200); });
  box.addEventListener('focus', () => { if (least === 0 && !chosen.length) ask(); });
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !list.hidden) { event.stopPropagation(); shut(); box.focus(); }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = [box, ...list.querySelectorAll('button')];
    const at = rows.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
    if (rows[at]) { event.preventDefault(); rows[at].focus(); }
  });
  node.addEventListener('focusout', (event) => { if (!node.contains(event.relatedTarget)) shut(); });
  showPicked();
  return { node, read };
}
