// The workspace's writing box: Enter sends, a slash begins a command, @ and # become mentions, a clip shares a file.

import { grow, h, icon, sendsOnEnter } from './dom.js';
import { base64 } from './sendables.js';

export class Composer {
  // `send(text)` and `share(name, base64)` return what the simulator said, or null.
  constructor(label, { send, share, commands, people, rooms }) {
    Object.assign(this, { commands, people, rooms, onSend: send });
    this.box = h('textarea', { rows: '1', 'aria-label': label, placeholder: label });
    this.list = h('div', { class: 'suggestions commands', hidden: true });
    this.file = h('input', { type: 'file', hidden: true, 'aria-label': '共有するファイル', onchange: async () => {
      const chosen = this.file.files[0];
      if (chosen) await share(chosen.name, await base64(chosen));
      this.file.value = '';
    } });
    const button = h('button', { type: 'button', class: 'send', onclick: () => this.send() }, '送信');
    const clip = h('button', { type: 'button', class: 'clip', 'aria-label': 'ファイルを共有する', title: 'ファイルを共有する', onclick: () => this.file.click() }, icon('clip'));
    sendsOnEnter(this.box, () => this.send());
    this.box.addEventListener('input', () => this.offer());
    this.node = h('div', { class: 'composer' }, this.list, clip, this.box, button, this.file);
    this.node.addEventListener('keydown', (event) => this.walk(event));
    this.node.addEventListener('focusout', (event) => { if (!this.node.contains(event.relatedTarget)) this.list.hidden = true; });
  }

  tell(label) {
    this.box.setAttribute('aria-label', label);
    this.box.placeholder = label;
  }

  async send() {
    const text = this.box.value.trim();
    if (!text) return;
    this.box.value = '';
    this.list.hidden = true;
    grow(this.box);
    this.box.focus();
    if (!(await this.onSend(this.mentioned(text))) && !this.box.value) this.box.value = text;
  }

  // Longest names first, so that one name inside another does not win.
  mentioned(text) {
    const known = [...this.people().map(([name, id]) => [`@${name}`, `<@${id}>`]), ...this.rooms().map(([name, id]) => [name, `<#${id}>`])];
    known.sort((one, other) => other[0].length - one[0].length);
    return known.reduce((done, [words, mark]) => done.split(words).join(mark), text);
  }

  offer() {
    const text = this.box.value;
    const at = /(?:^|\s)@(?<part>[^\s@]*)$/.exec(text)?.groups.part;
    let rows = [];
    if (/^\/\S*$/.test(text)) rows = this.commands().filter((each) => each.command.startsWith(text)).map((each) => [each.command, [each.usage_hint, each.description].filter(Boolean).join('　'), `${each.command} `]);
    else if (at !== undefined) rows = this.people().filter(([name]) => name.startsWith(at)).slice(0, 8).map(([name]) => [`@${name}`, '', `${text.slice(0, text.length - at.length)}${name} `]);
    this.list.replaceChildren(...rows.map(([face, aside, whole]) => h('button', { type: 'button', onclick: () => this.take(whole) }, h('strong', {}, face), aside ? h('small', {}, aside) : null)));
    this.list.hidden = !rows.length;
  }

  take(whole) {
    this.box.value = whole;
    this.list.hidden = true;
    this.box.focus();
  }

  walk(event) {
    if (this.list.hidden) return;
    if (event.key === 'Escape') { event.stopPropagation(); this.list.hidden = true; this.box.focus(); }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = [...this.list.querySelectorAll('button')];
    const step = event.key === 'ArrowDown' ? 1 : -1;
    const at = rows.indexOf(document.activeElement);
    event.preventDefault();
    (at < 0 ? rows.at(step > 0 ? 0 : -1) : rows[at + step] ?? this.box).focus();
  }
}
