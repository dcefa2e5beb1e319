// Draws the lines of a LINE chat from their stored wire payloads.

import { h, icon, menu } from './dom.js';
import { renderFlex } from './flex.js';
import { withLinks } from './links.js';
import { clockTime, day } from './times.js';
import { STICKERS } from './sendables.js';

const NOTICES = {
  followed: '友だちに追加しました',
  unfollowed: 'ブロックしました',
  joined: 'アカウントがグループに参加しました',
  left: 'アカウントがグループから退出しました',
};

// `acts` holds press(item, action) and unsend(item); `nameOf(id)` names people in a group.
export function lines(items, acts, { mine, nameOf, inGroup }) {
  const drawn = [];
  let lastDay = '';
  for (const item of items) {
    const at = new Date(item.at);
    if (day(at) !== lastDay) {
      lastDay = day(at);
      drawn.push({ key: `day ${lastDay}`, sign: lastDay, make: () => h('p', { class: 'day' }, h('span', {}, lastDay)) });
    }
    drawn.push({
      key: item.id,
      sign: JSON.stringify([item, item.from === mine, inGroup && nameOf(item.from)]),
      make: () => line(item, acts, { own: item.from === mine, name: inGroup && item.from !== 'account' ? nameOf(item.from) : null }),
    });
  }
  return drawn;
}

function line(item, acts, { own, name }) {
  if (item.kind === 'notice') return h('p', { class: 'system' }, NOTICES[item.message?.type] ?? '');
  if (item.withdrawn) return h('p', { class: 'system' }, 'メッセージの送信を取り消しました');
  const message = item.message;
  const at = new Date(item.at);
  const aside = h('div', { class: 'aside' },
    own && !item.via ? menu('このメッセージの操作', icon('more'), [{ text: '送信を取り消す', act: () => acts.unsend(item), danger: true }]) : null,
    item.read ? h('span', {}, '既読') : null,
    h('time', { datetime: item.at }, clockTime(at)));
  const sender = message.sender?.name ?? name;
  const wide = message.type === 'flex';
  const row = h('article', { class: `line ${own ? 'own' : 'theirs'}${wide ? ' wide' : ''}`, 'data-id': item.id },
    sender ? h('p', { class: 'sender' }, sender) : null,
    h('div', { class: 'row' }, body(item, message, acts), aside));
  if (own) row.addEventListener('contextmenu', (event) => { const box = row.querySelector('details.menu'); if (box) { event.preventDefault(); box.open = true; } });
  return row;
}

function body(item, message, acts) {
  switch (message.type) {
    case 'text': return h('p', { class: 'balloon' }, withLinks(message.text));
    case 'flex': return renderFlex(message.contents, (action) => acts.press(item, action), message.altText);
    case 'sticker': return sticker(message);
    case 'image': return photo(item, message);
    case 'video': return message.contentProvider ? plain('動画') : h('video', { class: 'photo', controls: true, src: blob(item) });
    case 'audio': return h('audio', { controls: true, src: blob(item) });
    case 'file': return h('a', { class: 'balloon file', href: blob(item), download: message.fileName }, icon('page'), h('span', {}, message.fileName));
    case 'location': return h('div', { class: 'balloon place' }, h('strong', {}, icon('pin'), message.title ?? '位置情報'), message.address ? h('span', {}, message.address) : null);
    default: return plain('この形のメッセージは表示できません');
  }
}

const blob = (item) => `/line/_sim/blob/${encodeURIComponent(item.id)}`;
const plain = (text) => h('p', { class: 'balloon faint' }, text);

function sticker(message) {
  const known = STICKERS.find((each) => each.packageId === message.packageId && each.stickerId === message.stickerId);
  const says = known?.says ?? message.keywords?.[0] ?? 'スタンプ';
  return h('div', { class: 'sticker', role: 'img', 'aria-label': `スタンプ：${says}` }, h('span', {}, known?.face ?? '💬'), h('small', {}, says));
}

function photo(item, message) {
  const source = item.from === 'account' ? message.previewImageUrl : blob(item);
  const img = h('img', { class: 'photo', src: /^https:|^\//.test(source) ? source : 'data:,', alt: '送られた写真' });
  img.addEventListener('error', () => img.replaceWith(plain('写真を表示できません')));
  return img;
}
