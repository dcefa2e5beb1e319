// Modals as a person sees them: the top view of their stack, fields with the errors beside them, and confirmations.

import { drawBlocks } from './blocks.js';
import { focusables, h, icon } from './dom.js';
import { composed } from './mrkdwn.js';

const WRONG = {
  required: 'この項目を入力してください', too_short: 'もう少し長く書いてください', too_long: '長すぎます。短くしてください',
  not_a_number: '数字で入力してください', out_of_range: '入力できる範囲を超えています', wrong_format: '形が正しくありません',
};

// Both kinds of box stand over the workspace only: the phone beside it stays usable.
function box(layer, under, label, inside, dismiss) {
  const before = document.activeElement;
  const node = h('div', { class: 'dialog', role: 'dialog', 'aria-modal': 'true', 'aria-label': label }, inside);
  const shade = h('div', { class: 'shade' }, node);
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { event.stopPropagation(); dismiss(); }
    if (event.key !== 'Tab') return;
    const stops = focusables(node);
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement === edge) { event.preventDefault(); (event.shiftKey ? stops.at(-1) : stops[0])?.focus(); }
  });
  layer.append(shade);
  under.forEach((each) => { each.inert = true; });
  return { node, close: () => { shade.remove(); under.forEach((each) => { each.inert = false; }); if (before?.isConnected) before.focus({ preventScroll: true }); } };
}

export function ask(layer, under, { title, text, confirm, deny, style }, names) {
  return new Promise((done) => {
    const answer = (yes) => { shown.close(); done(yes); };
    const yes = h('button', { type: 'button', class: `btn ${style ?? 'primary'}`, onclick: () => answer(true) }, composed(confirm, names));
    const no = h('button', { type: 'button', class: 'btn', onclick: () => answer(false) }, composed(deny, names));
    const shown = box(layer, under, title.text, [h('header', {}, h('h3', {}, composed(title, names))), h('div', { class: 'inside text' }, composed(text, names)), h('footer', {}, no, yes)], () => answer(false));
    yes.focus();
  });
}

export class Modal {
  constructor(layer, under, act) { Object.assign(this, { layer, under, act, shown: null, sign: '' }); }

  // `opened` is the top of the person's stack as the simulator tells it, or undefined.
  show(opened, place) {
    const sign = opened ? JSON.stringify([place.me, opened.view.id, opened.view.hash, opened.errors, opened.trouble]) : '';
    if (sign === this.sign) return;
    this.sign = sign;
    const typed = this.view?.id === opened?.view.id && this.user === place.me ? this.answers() : null;
    const scrolled = typed ? this.shown?.node.querySelector('.inside').scrollTop : 0;
    const focused = typed ? this.focusedField() : null;
    this.shown?.close();
    Object.assign(this, { shown: null, view: opened?.view, user: place.me, fields: new Map(), slots: new Map(), elements: new Map() });
    if (opened) this.open(opened, place, typed, scrolled, focused);
  }

  open({ view, errors, trouble }, place, typed, scrolled, focused) {
    const own = { ...place, id: view.id, ...this.duties(view, place, typed) };
    const problem = trouble ? h('p', { class: 'trouble', role: 'alert' }, 'うまくつながりませんでした。もう一度お試しください。') : null;
    const submit = view.submit ? h('button', { type: 'submit', class: 'btn primary', disabled: view.submit_disabled }, composed(view.submit, place.names)) : null;
    const form = h('form', { novalidate: true, onsubmit: (event) => { event.preventDefault(); this.submit(submit); } },
      h('header', {}, h('h3', {}, composed(view.title, place.names)), h('button', { type: 'button', class: 'x', 'aria-label': '閉じる', onclick: () => this.close() }, icon('close'))),
      h('div', { class: 'inside' }, problem, drawBlocks(view.blocks, own)),
      h('footer', {}, h('button', { type: 'button', class: 'btn', onclick: () => this.close() }, view.close ? composed(view.close, place.names) : '閉じる'), submit));
    this.shown = box(this.layer, this.under, view.title.text, form, () => this.close());
    this.tell(errors);
    const inside = this.shown.node.querySelector('.inside');
    if (scrolled) inside.scrollTop = scrolled;
    if (Object.keys(errors).length) return;
    const again = focused && this.elements.get(focused);
    (again ?? inside.querySelector('[data-focus]') ?? focusables(inside)[0] ?? submit ?? focusables(this.shown.node)[0])?.focus({ preventScroll: true });
  }

  // What the fields of this view need from their place.
  duties(view, place, typed) {
    return {
      field: (block, element, read) => this.fields.set(JSON.stringify([block.block_id, element.action_id]), { block, element, read }),
      held: (block, element) => this.stateOf(view, block, element, typed),
      noteError: (blockId, slot, control, withError, without) => {
        this.slots.set(blockId, { slot, control, withError, without });
        this.elements.set(blockId, control);
        if (without) control.setAttribute('aria-describedby', without);
      },
      press: async (block, element, value) => {
        await this.remember();
        return this.act('press', { user: place.me, action_id: element.action_id, block_id: block.block_id, ...(value === undefined ? {} : { value }) });
      },
      suggest: (block, element, query) => this.act('suggest', { user: place.me, action_id: element.action_id, block_id: block.block_id, query }),
    };
  }

  // What stands in a field when the view is drawn anew: what was typed a moment ago wins over what was sent before.
  stateOf(view, block, element, typed) {
    const stored = view.state?.values?.[block.block_id]?.[element.action_id];
    const answer = typed?.get(JSON.stringify([block.block_id, element.action_id]));
    if (answer === undefined) return stored;
    const key = Object.keys(stored ?? {}).find((name) => name !== 'type') ?? 'value';
    return { type: element.type, [key]: asState(key, element, answer) };
  }

  answers() { return new Map([...(this.fields ?? [])].map(([name, { read }]) => [name, read()])); }

  focusedField() { return [...this.elements].find(([, node]) => node.contains(document.activeElement))?.[0] ?? null; }

  // By block where a block has one field, else by action: these are the names the simulator takes.
  values() {
    const counts = new Map();
    for (const { block } of this.fields.values()) counts.set(block.block_id, (counts.get(block.block_id) ?? 0) + 1);
    return Object.fromEntries([...this.fields.values()].map(({ block, element, read }) => [counts.get(block.block_id) === 1 ? block.block_id : element.action_id, read()]));
  }

  remember() { return this.fields.size ? this.act('fill', { user: this.user, values: this.values() }, { quiet: true }) : null; }

  async submit(button) {
    this.tell({});
    button?.setAttribute('aria-busy', 'true');
    const told = await this.act('submit', { user: this.user, values: this.values() }, { quiet: true });
    button?.removeAttribute('aria-busy');
    const wrong = told?.refused?.fields;
    if (wrong) this.tell(Object.fromEntries(Object.entries(wrong).map(([name, why]) => [name, WRONG[why] ?? WRONG.wrong_format])));
  }

  close() { return this.act('close', { user: this.user }); }

  tell(errors) {
    let first = null;
    for (const [blockId, { slot, control, withError, without }] of this.slots) {
      const text = errors[blockId] ?? '';
      slot.textContent = text;
      control.toggleAttribute('data-wrong', Boolean(text));
      control.setAttribute('aria-invalid', String(Boolean(text)));
      if (text || without) control.setAttribute('aria-describedby', text ? withError : without);
      if (text) first ??= control;
    }
    if (first) (first.matches('input, textarea, select') ? first : focusables(first)[0])?.focus();
  }
}

function asState(key, element, answer) {
  const options = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
  const whole = (value) => (typeof value === 'object' ? value : options.find((each) => each.value === value));
  if (key === 'selected_option') return answer === null ? null : whole(answer);
  if (key === 'selected_options') return answer.map(whole).filter(Boolean);
  return answer;
}
