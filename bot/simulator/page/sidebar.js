// Who I am, and where I can go.

import { h, icon, keep } from './dom.js';

const ROLES = [['coordinator', 'コーディネーター'], ['supporter', '支援者'], ['other', 'そのほかの人']];

export class Sidebar {
  constructor(room) {
    this.room = room;
    this.seen = new Map();
    this.who = h('select', { id: 'who', onchange: () => room.become(this.who.value) });
    this.places = h('ul', { class: 'places' });
    this.globals = h('div', { class: 'globals' });
    this.node = h('nav', { class: 'sidebar', 'aria-label': 'ワークスペース' },
      h('div', { class: 'whoami' }, h('label', { for: 'who' }, 'だれとして見るか'), this.who), this.places, this.globals);
    this.opener = h('button', { type: 'button', class: 'opener', 'aria-label': 'チャンネルの一覧', 'aria-expanded': 'false', onclick: () => this.turn() }, icon('list'));
    this.node.addEventListener('keydown', (event) => { if (event.key === 'Escape') { this.shut(); this.opener.focus(); } });
  }

  turn() {
    const open = this.room.root.classList.toggle('listing');
    this.opener.setAttribute('aria-expanded', String(open));
    if (open) this.who.focus();
  }

  shut() {
    this.room.root.classList.remove('listing');
    this.opener.setAttribute('aria-expanded', 'false');
  }

  role(id) { return this.room.about.roles[id] ?? 'other'; }

  order(people) {
    const rank = (each) => ROLES.findIndex(([name]) => name === this.role(each.id));
    return [...people].sort((one, other) => rank(one) - rank(other));
  }

  show() {
    const { state, me } = this.room;
    const people = state.users.filter((each) => !each.is_bot);
    const sign = JSON.stringify(people.map((each) => [each.id, each.real_name, this.role(each.id)]));
    if (sign !== this.sign) {
      this.sign = sign;
      const option = (each) => h('option', { value: each.id }, each.real_name || each.name);
      const groups = ROLES.map(([name, label]) => ({ label, members: people.filter((each) => this.role(each.id) === name) })).filter((each) => each.members.length);
      this.who.replaceChildren(...(groups.length > 1 ? groups.map((each) => h('optgroup', { label: each.label }, each.members.map(option))) : people.map(option)));
    }
    this.who.value = me;
    this.showPlaces(state);
    this.showGlobals();
  }

  showPlaces(state) {
    const { room } = this;
    const rows = state.channels.filter((each) => !each.is_im && !each.is_archived && room.mayRead(each)).map((each) => this.row(each.id, each.name, { channel: each.id }, each));
    rows.push(this.row('app', `${room.app}（アプリ）`, { app: room.at.app ?? 'messages' }, room.direct()));
    keep(this.places, [{ key: 'h', heading: 'チャンネル' }, ...rows.slice(0, -1), { key: 'h2', heading: 'アプリ・ダイレクトメッセージ' }, rows.at(-1)], {
      key: (each) => each.key,
      sign: (each) => JSON.stringify([each.heading, each.text, each.on, each.fresh, each.out]),
      make: (each) => (each.heading ? h('li', { class: 'heading' }, each.heading) : h('li', {}, h('button', { type: 'button', 'aria-current': each.on ? 'page' : null, class: each.out ? 'out' : null, onclick: () => room.go(each.at) },
        h('span', {}, each.mark ? (each.mark === '#' ? '# ' : icon(each.mark)) : null, each.text), each.fresh ? h('span', { class: 'dot', role: 'img', 'aria-label': '新しいメッセージ' }) : null))),
    });
  }

  // A dot for what came since this person last looked.
  row(key, text, at, channel) {
    const { room } = this;
    const on = at.app ? Boolean(room.at.app) : room.at.channel === at.channel;
    const name = `${room.me} ${key}`;
    const newest = channel?.messages.at(-1)?.ts ?? '';
    if (on || !this.seen.has(name)) this.seen.set(name, newest);
    const mine = channel?.messages.at(-1)?.user === room.me;
    const mark = at.app ? null : channel.is_private ? 'lock' : '#';
    return { key, text, mark, at, on, out: channel && !at.app && !channel.members.includes(room.me), fresh: !mine && newest > this.seen.get(name) };
  }

  showGlobals() {
    const shortcuts = this.room.about.shortcuts.filter((each) => each.type === 'global');
    keep(this.globals, shortcuts.length ? [{ heading: 'ショートカット' }, ...shortcuts] : [], {
      key: (each) => each.callback_id ?? 'h', sign: (each) => each.name ?? '',
      make: (each) => (each.heading ? h('p', { class: 'heading' }, each.heading) : h('button', { type: 'button', onclick: () => { this.shut(); this.room.act('shortcut', { user: this.room.me, callback_id: each.callback_id }); } }, each.name)),
    });
  }
}
