// The families' phone: one official account's chat, for whichever family is chosen.

import { atBottom, grow, h, icon, keep, menu, notice, sendsOnEnter, toBottom } from './dom.js';
import { actionsInside } from './flex.js';
import { lines } from './bubbles.js';
import { openable } from './links.js';
import { base64, PLACES, samplePhoto, STICKERS } from './sendables.js';

export class Phone {
  constructor(root, wire, { now, onNews }) {
    Object.assign(this, { root, wire, now, onNews, chosen: null, seen: new Map(), state: null, menuShut: new Set() });
    this.people = h('div', { class: 'people', role: 'group', 'aria-label': '家族をえらぶ' });
    this.title = h('h2', {});
    this.more = h('div', { class: 'more' });
    this.chat = h('div', { class: 'chat scrolls', role: 'log', 'aria-live': 'polite', 'aria-label': 'トーク', tabindex: '0' });
    this.quick = h('div', { class: 'quick', role: 'group', 'aria-label': 'すぐに選べる返事' });
    this.rich = h('div', { class: 'rich' });
    this.tray = h('div', { class: 'tray', hidden: true });
    this.box = h('textarea', { rows: '1', 'aria-label': 'メッセージを書く', placeholder: 'メッセージを書く' });
    this.sendButton = h('button', { type: 'button', class: 'send', 'aria-label': 'LINEで送る', onclick: () => this.send() }, '送信');
    sendsOnEnter(this.box, () => this.send());
    this.file = h('input', { type: 'file', accept: 'image/*', hidden: true, 'aria-label': '写真のファイル', onchange: () => this.sendPhoto(this.file.files[0]) });
    this.bar = h('div', { class: 'composer' }, this.plus(), this.box, this.sendButton, this.file);
    this.gate = h('div', { class: 'gate', hidden: true });
    root.append(this.people, h('div', { class: 'handset' },
      h('header', {}, this.title, this.more), this.chat, this.quick, this.tray, this.bar, this.gate, this.rich));
  }

  plus() {
    return menu('写真・スタンプ・位置情報を送る', icon('plus'), [
      { text: 'スタンプ', act: () => this.openTray(STICKERS.map((each) => [`${each.face} ${each.says}`, () => this.sendSticker(each)])) },
      { text: '写真（ファイルから）', act: () => this.file.click() },
      { text: '写真（見本のメモ）', act: async () => this.sendPhoto(await samplePhoto()) },
      { text: '位置情報', act: () => this.openTray(PLACES.map((each) => [each.title, () => this.post('send', { kind: 'location', ...each })])) },
    ], { class: 'up plus' });
  }

  openTray(choices, label = '送るものをえらぶ') {
    this.tray.hidden = false;
    this.tray.replaceChildren(h('p', {}, label), h('div', { class: 'choices' }, choices.map(([text, act]) =>
      h('button', { type: 'button', onclick: () => { this.tray.hidden = true; act(); } }, text))),
    h('button', { type: 'button', class: 'quiet', onclick: () => { this.tray.hidden = true; this.box.focus(); } }, 'やめる'));
    this.tray.querySelector('button').focus();
  }

  get chats() {
    const people = this.state.users.map((each) => ({ id: each.user_id, name: each.name, who: each }));
    const groups = this.state.groups.filter((each) => each.joined).map((each) => ({ id: each.group_id, name: each.name, group: each }));
    return [...people, ...groups];
  }

  get current() { return this.chats.find((each) => each.id === this.chosen); }

  choose(id) {
    this.chosen = id;
    this.tray.hidden = true;
    this.show(this.state);
    toBottom(this.chat);
  }

  show(state) {
    this.state = state;
    if (!this.current) this.chosen = this.chats[0]?.id ?? null;
    const stay = atBottom(this.chat) || this.shownFor !== this.chosen;
    this.showPeople();
    const current = this.current;
    this.root.classList.toggle('empty', !current);
    this.title.textContent = current ? (current.group ? `${current.name}（グループ）` : 'つなぐ 相談窓口') : '';
    const chat = current ? state.chats[current.id] : null;
    this.showMore(current);
    this.showChat(current, chat);
    this.showQuick(chat?.quickReplies ?? []);
    this.showMenu(chat?.menu);
    this.showGate(current);
    if (stay) toBottom(this.chat);
    this.shownFor = this.chosen;
  }

  showPeople() {
    const chips = this.chats.map((each) => {
      const count = this.state.chats[each.id]?.items.length ?? 0;
      if (each.id === this.chosen || !this.seen.has(each.id)) this.seen.set(each.id, count);
      return { ...each, fresh: count > this.seen.get(each.id), on: each.id === this.chosen };
    });
    const total = Object.values(this.state.chats).reduce((sum, each) => sum + each.items.length, 0);
    if (this.total !== undefined && total > this.total) this.onNews();
    this.total = total;
    keep(this.people, [...chips, { id: '+' }], {
      key: (each) => each.id,
      sign: (each) => JSON.stringify([each.name, each.fresh, each.on]),
      make: (each) => (each.id === '+' ? this.adder() : h('button', { type: 'button', class: 'chip', 'aria-pressed': String(each.on), onclick: () => this.choose(each.id) },
        each.name, each.fresh ? h('span', { class: 'dot', role: 'img', 'aria-label': '新しいメッセージ' }) : null)),
    });
  }

  adder() {
    const name = h('input', { type: 'text', 'aria-label': '新しい家族の名前', placeholder: '例：山田さくら', maxlength: '20' });
    const add = async () => {
      if (!name.value.trim()) { name.focus(); return; }
      const made = await this.wire.act('users', { name: name.value.trim(), language: 'ja', friend: false });
      if (!made) return;
      name.value = '';
      box.open = false;
      this.chosen = made.id;
      await this.wire.act('follow', { user: made.id });
    };
    name.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.isComposing && event.keyCode !== 229) { event.preventDefault(); add(); } });
    const box = h('details', { class: 'adder' }, h('summary', { class: 'chip' }, '＋ 家族を追加'),
      h('div', { class: 'add-form' }, h('p', {}, '友だち追加から始まります。'), name, h('button', { type: 'button', class: 'solid', onclick: add }, '追加する')));
    box.addEventListener('toggle', () => { if (box.open) name.focus(); });
    box.addEventListener('keydown', (event) => { if (event.key === 'Escape') { box.open = false; box.querySelector('summary').focus(); } });
    return box;
  }

  showMore(current) {
    const who = current?.who;
    const sign = JSON.stringify([current?.id, who?.blocked, who?.friend]);
    if (this.moreSign === sign) return;
    this.moreSign = sign;
    this.more.replaceChildren();
    if (who?.friend && !who.blocked) {
      this.more.append(menu('トークの設定', icon('list'), [{ text: 'ブロックする', danger: true, act: () => this.wire.act('unfollow', { user: who.user_id }) }]));
    }
  }

  showChat(current, chat) {
    const nameOf = (id) => this.state.users.find((each) => each.user_id === id)?.name ?? '';
    const mine = current?.group ? this.speaker(current) : current?.id;
    const drawn = lines(chat?.items ?? [], { press: (item, action) => this.press(item, action), unsend: (item) => this.wire.act('unsend', { message: item.id }) },
      { mine, nameOf, inGroup: Boolean(current?.group) });
    if (chat && !chat.items.length) drawn.push({ key: 'none', sign: '', make: () => h('p', { class: 'system' }, 'まだやりとりはありません') });
    clearTimeout(this.dots);
    const left = chat?.loadingUntil ? new Date(chat.loadingUntil) - this.now() : 0;
    if (left > 0) {
      drawn.push({ key: 'typing', sign: '', make: () => h('div', { class: 'line theirs' }, h('p', { class: 'balloon typing', 'aria-label': '返事を用意しています' }, h('i'), h('i'), h('i'))) });
      this.dots = setTimeout(() => this.show(this.state), left + 50);
    }
    if (this.keptFor !== current?.id) { this.chat.replaceChildren(); this.chat.kept = undefined; this.keptFor = current?.id; }
    keep(this.chat, drawn, { key: (each) => each.key, sign: (each) => each.sign, make: (each) => each.make() });
  }

  showQuick(actions) {
    const items = this.state.chats[this.chosen]?.items.filter((each) => each.kind === 'message') ?? [];
    const last = items.at(-1);
    keep(this.quick, actions.map((action, index) => ({ action, index })), {
      key: (each) => `${last.id} ${each.index}`,
      sign: (each) => JSON.stringify(each.action),
      make: ({ action, index }) => h('button', { type: 'button', onclick: () => this.press(last, action, index) }, action.label),
    });
    this.quick.hidden = !actions.length;
  }

  showMenu(given) {
    const sign = JSON.stringify([given, this.chosen, this.menuShut.has(this.chosen)]);
    if (sign === this.menuSign) return;
    this.menuSign = sign;
    this.rich.replaceChildren();
    if (!given) return;
    const shut = this.menuShut.has(this.chosen);
    const { width, height } = given.size;
    const share = (part, whole) => `${(100 * part) / whole}%`;
    const turn = () => { if (shut) this.menuShut.delete(this.chosen); else this.menuShut.add(this.chosen); this.show(this.state); };
    this.rich.append(h('button', { type: 'button', class: 'rich-bar', 'aria-expanded': String(!shut), onclick: turn }, given.chatBarText, shut ? ' ▲' : ' ▼'));
    if (shut) return;
    this.rich.append(h('div', { class: 'rich-menu', style: { 'aspect-ratio': `${width} / ${height}` } },
      h('img', { src: `/line/_sim/menu/${encodeURIComponent(given.richMenuId)}`, alt: '' }),
      given.areas.map(({ bounds, action }) => h('button', {
        type: 'button', 'aria-label': action.label ?? action.displayText ?? action.text ?? 'メニュー', onclick: () => this.press(null, action),
        style: { left: share(bounds.x, width), top: share(bounds.y, height), width: share(bounds.width, width), height: share(bounds.height, height) },
      }))));
  }

  showGate(current) {
    const who = current?.who;
    const away = Boolean(who) && (who.blocked || !who.friend);
    this.bar.hidden = away || !current;
    this.gate.hidden = !away;
    const sign = away ? `${who.user_id} ${who.blocked}` : '';
    if (sign === this.gateSign) return;
    this.gateSign = sign;
    this.gate.replaceChildren();
    if (away) {
      this.gate.append(h('p', {}, who.blocked ? 'この窓口をブロックしています。' : 'まだ友だちではありません。'),
        h('button', { type: 'button', class: 'solid', onclick: () => this.wire.act('follow', { user: who.user_id }) }, who.blocked ? 'ブロックを解除する' : '友だちに追加する'));
    }
  }

  speaker(current) { return current.group.members[0]; }

  post(name, about) {
    const current = this.current;
    const place = current.group ? { user: this.speaker(current), group: current.id } : { user: current.id };
    return this.wire.act(name, { ...place, ...about });
  }

  async send() {
    const text = this.box.value.trim();
    if (!text || !this.current) return;
    this.box.value = '';
    grow(this.box);
    this.box.focus();
    toBottom(this.chat);
    if (!(await this.post('say', { text })) && !this.box.value) this.box.value = text;
  }

  sendSticker({ packageId, stickerId, says }) { return this.post('send', { kind: 'sticker', packageId, stickerId, keywords: [says] }); }

  async sendPhoto(blob) {
    if (!blob) return;
    await this.post('send', { kind: 'image', content: await base64(blob), contentType: blob.type || 'image/jpeg' });
    this.file.value = '';
  }

  async press(item, action, quick) {
    switch (action.type) {
      case 'uri': return this.follow(action.uri);
      case 'clipboard':
        await navigator.clipboard?.writeText(action.clipboardText).catch(() => undefined);
        return notice('コピーしました');
      case 'camera': case 'cameraRoll': return this.file.click();
      case 'location': return this.openTray(PLACES.map((each) => [each.title, () => this.post('send', { kind: 'location', ...each })]));
      case 'datetimepicker': return this.pick(action, (value) => this.sendPress(item, action, quick, { value }));
      default: return this.sendPress(item, action, quick, {});
    }
  }

  async sendPress(item, action, quick, more) {
    const place = item ? { message: item.id, index: quick ?? this.placeOf(item, action) } : action.data !== undefined ? { data: action.data } : null;
    if (place) await this.post('press', { ...place, ...more });
    else await this.post('say', { text: action.text });
    if (action.inputOption === 'openKeyboard') {
      this.box.value = action.fillInText ?? '';
      grow(this.box);
      this.box.focus();
    }
  }

  // Two buttons may look the same and carry the same data; only the place tells which one was pressed.
  placeOf(item, action) {
    const { items, quickReplies } = this.state.chats[this.chosen];
    const newest = items.filter((each) => each.kind === 'message').at(-1)?.id === item.id;
    return (newest ? quickReplies.length : 0) + actionsInside(item.message.contents).indexOf(action);
  }

  follow(uri) {
    const address = openable(uri);
    if (!address) return notice('このリンクはここでは開けません');
    if (address.startsWith('tel:')) return notice(`電話をかけます：${decodeURIComponent(address.slice(4))}`);
    window.open(address, '_blank', 'noopener,noreferrer');
    return undefined;
  }

  pick(action, done) {
    const kind = { date: 'date', time: 'time', datetime: 'datetime-local' }[action.mode];
    const tidy = (value) => value?.replace('t', 'T');
    const field = h('input', { type: kind, 'aria-label': action.label ?? '日時', value: tidy(action.initial) ?? '', min: tidy(action.min), max: tidy(action.max) });
    this.tray.hidden = false;
    this.tray.replaceChildren(h('p', {}, action.label ?? '日時をえらぶ'), field,
      h('div', { class: 'choices' },
        h('button', { type: 'button', class: 'solid', onclick: () => { if (field.value) { this.tray.hidden = true; done(field.value); } else field.focus(); } }, '決定'),
        h('button', { type: 'button', class: 'quiet', onclick: () => { this.tray.hidden = true; } }, 'やめる')));
    field.focus();
  }
}
