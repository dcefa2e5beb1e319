// The workspace as one of its people sees it.

import { drawBlocks } from './blocks.js';
import { Composer } from './composer.js';
import { atBottom, h, icon, keep, toBottom } from './dom.js';
import { drawMessage } from './messages.js';
import { ask, Modal } from './modal.js';
import { unescaped } from './mrkdwn.js';
import { Sidebar } from './sidebar.js';
import { day, fromTs } from './times.js';

export class Workspace {
  constructor(root, wire, { about, onNews }) {
    Object.assign(this, { root, wire, about, onNews, me: null, at: null, thread: null, drafts: new Map(), state: null });
    this.sidebar = new Sidebar(this);
    this.title = h('h2', {});
    this.sub = h('p', { class: 'sub' });
    this.list = h('div', { class: 'messages scrolls', role: 'log', 'aria-live': 'polite', 'aria-label': 'メッセージ', tabindex: '0' });
    this.home = h('div', { class: 'home scrolls', hidden: true, tabindex: '0', 'aria-label': 'アプリのホーム', role: 'region' });
    this.appTabs = h('div', { class: 'app-tabs', role: 'group', 'aria-label': 'アプリの画面' });
    this.composer = this.makeComposer('メッセージを書く', () => null);
    this.joiner = h('div', { class: 'gate', hidden: true });
    this.main = h('div', { class: 'main-column' }, h('header', {}, this.sidebar.opener, h('div', { class: 'titles' }, this.title, this.sub), this.appTabs), this.home, this.list, this.composer.node, this.joiner);
    this.replies = h('div', { class: 'messages scrolls', role: 'log', 'aria-live': 'polite', 'aria-label': 'スレッド', tabindex: '0' });
    this.replyBox = this.makeComposer('スレッドに書く', () => this.thread?.ts);
    this.side = h('aside', { class: 'thread', hidden: true, 'aria-label': 'スレッド' },
      h('header', {}, h('h2', {}, 'スレッド'), h('button', { type: 'button', class: 'x', 'aria-label': 'スレッドを閉じる', onclick: () => this.closeThread() }, icon('close'))), this.replies, this.replyBox.node);
    this.layer = h('div', { class: 'layer' });
    this.under = [this.sidebar.node, this.main, this.side];
    root.append(this.sidebar.node, this.main, this.side, this.layer);
    this.modal = new Modal(this.layer, this.under, (...what) => this.act(...what));
  }

  makeComposer(label, threadOf) {
    return new Composer(label, {
      send: (text) => this.send(text, threadOf()),
      share: (name, content) => this.act('upload', { user: this.me, channel: this.at.channel, name, content_base64: content, ...(threadOf() ? { thread_ts: threadOf() } : {}) }),
      commands: () => this.about.commands,
      people: () => this.people(),
      rooms: () => this.rooms(false),
    });
  }

  act(name, body, how) { return this.wire.act(name, body, how); }

  // -- who and what there is -----------------------------------------------------------------------

  get app() { return this.state.users.find((each) => each.id === this.state.bot_user)?.real_name ?? ''; }

  get names() {
    const { users, channels, usergroups } = this.state;
    return {
      me: this.me,
      user: (id) => { const found = users.find((each) => each.id === id); return (found?.real_name || found?.name) ?? id; },
      channel: (id) => channels.find((each) => each.id === id)?.name,
      group: (id) => usergroups.find((each) => each.id === id)?.handle,
    };
  }

  people() { return this.state.users.map((each) => [this.names.user(each.id), each.id]); }

  rooms(all) {
    const named = this.state.channels.filter((each) => !each.is_im && !each.is_archived && (!each.is_private || each.members.includes(this.me))).map((each) => [`#${each.name}`, each.id]);
    if (!all) return named;
    const direct = this.direct();
    return direct ? [...named, [`${this.app}（アプリ）`, direct.id]] : named;
  }

  direct() { return this.state.channels.find((each) => each.is_im && each.members.includes(this.me) && each.members.includes(this.state.bot_user)); }

  get channel() {
    if (this.at?.app) return this.direct();
    return this.state.channels.find((each) => each.id === this.at?.channel);
  }

  // Where the blocks of a message stand, for what is pressed in them.
  placeOf(message, channel) {
    const where = { user: this.me, channel: channel.id, ts: message.ts };
    return {
      ...this.shared(`m${message.ts}`),
      press: (block, element, value) => this.act('press', { ...where, action_id: element.action_id, block_id: block.block_id, ...(value === undefined ? {} : { value }) }),
      suggest: (block, element, query) => this.act('suggest', { ...where, action_id: element.action_id, block_id: block.block_id, query }),
    };
  }

  shared(id) {
    return { id, me: this.me, names: this.names, people: () => this.people(), rooms: (all) => this.rooms(all), confirm: (asked) => ask(this.layer, this.under, asked, this.names) };
  }

  // -- going about -----------------------------------------------------------------------------------

  become(id) {
    this.me = id;
    this.closeThread();
    if (this.at?.app) this.go({ app: 'messages' });
    else if (!this.channel || !this.mayRead(this.channel)) this.go(this.firstPlace());
    else this.show(this.state);
  }

  firstPlace() {
    const mine = this.state.channels.find((each) => !each.is_im && each.members.includes(this.me));
    return mine ? { channel: mine.id } : { app: 'messages' };
  }

  mayRead(channel) { return !channel.is_private || channel.members.includes(this.me); }

  go(at) {
    if (this.at) this.drafts.set(`${this.me} ${JSON.stringify(this.at)}`, this.composer.box.value);
    this.at = at;
    this.composer.box.value = this.drafts.get(`${this.me} ${JSON.stringify(at)}`) ?? '';
    this.closeThread();
    this.sidebar.shut();
    this.show(this.state);
    toBottom(this.list);
    if (at.app === 'home') this.act('open_home', { user: this.me });
  }

  openThread(channel, ts, write = false) {
    const message = this.state.channels.find((each) => each.id === channel)?.messages.find((each) => each.ts === ts);
    this.thread = { channel, ts: message?.thread_ts ?? ts };
    this.show(this.state);
    toBottom(this.replies);
    if (write) this.replyBox.box.focus();
  }

  closeThread() {
    this.thread = null;
    if (this.state) this.showThread();
  }

  async send(text, threadTs) {
    const channel = this.thread && threadTs ? this.thread.channel : this.channel?.id;
    const list = threadTs ? this.replies : this.list;
    toBottom(list);
    const command = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
    if (command && !threadTs && channel) return this.act('command', { user: this.me, channel, command: command[1], text: command[2] });
    if (this.at.app && !threadTs) return this.act('dm', { user: this.me, text });
    return this.act('post', { user: this.me, channel, text, ...(threadTs ? { thread_ts: threadTs } : {}) });
  }

  edit(message, { channel }) {
    const node = this.root.querySelector(`[data-ts="${message.ts}"] .content`);
    const box = h('textarea', { 'aria-label': 'メッセージを書き直す', rows: '3', value: unescaped(message.text) });
    const done = async () => { await this.act('edit', { user: this.me, channel: channel.id, ts: message.ts, text: box.value }); };
    const form = h('div', { class: 'edit' }, box, h('button', { type: 'button', class: 'btn primary', onclick: done }, '書き直す'), h('button', { type: 'button', class: 'btn', onclick: () => form.remove() }, 'やめる'));
    node?.append(form);
    box.focus();
  }

  // -- drawing ---------------------------------------------------------------------------------------

  show(state) {
    const told = state.channels.reduce((sum, each) => sum + each.messages.length, state.ephemerals.length);
    if (this.told !== undefined && told > this.told) this.onNews();
    this.told = told;
    this.state = state;
    const people = state.users.filter((each) => !each.is_bot);
    this.root.classList.toggle('empty', !people.length);
    if (!people.length) return;
    if (!people.some((each) => each.id === this.me)) this.me = this.sidebar.order(people)[0].id;
    if (!this.at || (!this.at.app && !this.channel)) this.at = this.firstPlace();
    this.sidebar.show();
    this.showHead();
    this.showMain();
    this.showThread();
    const stack = state.views[this.me];
    this.modal.show(stack?.at(-1), this.shared(''));
  }

  showHead() {
    const channel = this.channel;
    const app = Boolean(this.at.app);
    this.title.replaceChildren(...(app ? [this.app] : [channel.is_private ? icon('lock') : '# ', channel.name]));
    this.sub.textContent = app ? 'アプリ' : `${channel.members.filter((each) => each !== this.state.bot_user).length}人が参加`;
    this.appTabs.hidden = !app;
    keep(this.appTabs, app ? [['home', 'ホーム'], ['messages', 'メッセージ']] : [], {
      key: ([name]) => name, sign: ([name]) => String(this.at.app === name),
      make: ([name, text]) => h('button', { type: 'button', 'aria-pressed': String(this.at.app === name), onclick: () => this.go({ app: name }) }, text),
    });
  }

  showMain() {
    const channel = this.channel;
    const atHome = this.at.app === 'home';
    this.home.hidden = !atHome;
    this.list.hidden = atHome;
    const member = this.at.app || channel.members.includes(this.me);
    this.composer.node.hidden = atHome || !member;
    this.joiner.hidden = Boolean(member);
    if (!member) this.joiner.replaceChildren(h('p', {}, 'まだこのチャンネルに参加していません。'), h('button', { type: 'button', class: 'btn primary', onclick: () => this.act('join', { user: this.me, channel: channel.id }) }, '参加する'));
    this.composer.tell(this.at.app ? `${this.app} へのメッセージ` : `#${channel.name} へのメッセージ`);
    if (atHome) this.showHome();
    else this.fill(this.list, channel, this.readable(channel), channel?.id ?? 'new');
  }

  // What stands in a channel itself: no replies, save those sent to it as well; and this person's ephemerals.
  readable(channel) {
    if (!channel) return [];
    const shown = channel.messages.filter((each) => !each.thread_ts || each.thread_ts === each.ts || each.subtype === 'thread_broadcast').map((message) => ({ message }));
    return [...shown, ...this.whispers(channel, null)].sort((one, other) => Number(one.message.ts) - Number(other.message.ts));
  }

  whispers(channel, threadTs) {
    return this.state.ephemerals.filter((each) => each.channel === channel.id && each.user_seeing === this.me && (each.thread_ts ?? null) === threadTs).map((message) => ({ message, ephemeral: true }));
  }

  fill(list, channel, rows, name, inThread = false) {
    const stay = atBottom(list) || list.shownFor !== `${this.me} ${name}`;
    if (list.shownFor !== `${this.me} ${name}`) { list.replaceChildren(); list.kept = undefined; list.shownFor = `${this.me} ${name}`; }
    const entries = [];
    let lastDay = '';
    let before = null;
    for (const { message, ephemeral = false } of rows) {
      const when = fromTs(message.ts);
      if (day(when) !== lastDay) {
        lastDay = day(when);
        const words = lastDay;
        entries.push({ key: `day ${words}`, sign: words, make: () => h('p', { class: 'day' }, h('span', {}, words)) });
        before = null;
      }
      const repeated = Boolean(before) && !ephemeral && before.user === message.user && before.subtype !== 'tombstone' && Number(message.ts) - Number(before.ts) < 300 && !message.blocks?.some((each) => each.type === 'header');
      entries.push({ key: `${message.ts}${ephemeral ? ' e' : ''}`, sign: JSON.stringify([message, repeated, this.namesSign()]), make: () => drawMessage(message, { channel, ephemeral, inThread, repeated }, this) });
      before = ephemeral ? null : message;
    }
    if (!rows.length) entries.push({ key: 'none', sign: '', make: () => h('p', { class: 'nothing' }, 'まだメッセージはありません') });
    keep(list, entries, { key: (each) => each.key, sign: (each) => each.sign, make: (each) => each.make() });
    if (stay) toBottom(list);
  }

  namesSign() { return JSON.stringify([this.state.users.map((each) => [each.id, each.real_name]), this.state.channels.map((each) => [each.id, each.name]), this.state.usergroups.map((each) => [each.id, each.handle])]); }

  showHome() {
    const opened = this.state.homes[this.me];
    const place = { ...this.shared('home'),
      held: (block, element) => opened.view.state?.values?.[block.block_id]?.[element.action_id],
      press: (block, element, value) => this.act('press', { user: this.me, home: true, action_id: element.action_id, block_id: block.block_id, ...(value === undefined ? {} : { value }) }),
      suggest: (block, element, query) => this.act('suggest', { user: this.me, home: true, action_id: element.action_id, block_id: block.block_id, query }) };
    keep(this.home, [opened ?? null], {
      key: () => this.me,
      sign: () => JSON.stringify([opened?.view.hash, this.namesSign()]),
      make: () => (opened ? h('div', { class: 'home-inside' }, drawBlocks(opened.view.blocks, place)) : h('p', { class: 'nothing' }, 'ホームはまだ用意されていません')),
    });
  }

  showThread() {
    const channel = this.thread && this.state.channels.find((each) => each.id === this.thread.channel);
    const root = channel?.messages.find((each) => each.ts === this.thread.ts);
    const open = Boolean(root);
    this.side.hidden = !open;
    this.root.classList.toggle('with-thread', open);
    if (!open) return;
    const rows = [...channel.messages.filter((each) => each.ts === this.thread.ts || each.thread_ts === this.thread.ts).map((message) => ({ message })), ...this.whispers(channel, this.thread.ts)];
    rows.sort((one, other) => Number(one.message.ts) - Number(other.message.ts));
    this.fill(this.replies, channel, rows, `${channel.id} ${this.thread.ts}`, true);
  }
}
