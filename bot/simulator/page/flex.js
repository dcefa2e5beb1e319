// Draws Flex containers as LINE's reference describes them: sizes, spacing and proportions in its own steps.

import { h } from './dom.js';
import { openable } from './links.js';

const TEXT = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, '3xl': 35, '4xl': 48, '5xl': 74 };
const SPACE = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const BORDER = { none: 0, light: 0.5, normal: 1, medium: 2, 'semi-bold': 3, bold: 4 };
const PICTURE = { xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, '3xl': 180, '4xl': 200, '5xl': 220 };
const WIDTH = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 300 };
const ALIGN = { start: 'start', end: 'end', center: 'center' };
const GRAVITY = { top: 'flex-start', bottom: 'flex-end', center: 'center' };

const steps = (scale) => (value) => (value === undefined ? undefined : value in scale ? `${scale[value]}px` : value);
const textSize = steps(TEXT);
const space = steps(SPACE);
const border = steps(BORDER);
const pictureSize = steps({ ...PICTURE });

// `press(action)` is called with the action object itself, so that the caller can find its place in the message.
export function renderFlex(contents, press, altText = '') {
  if (contents.type !== 'carousel') return h('div', { class: 'flex-single', role: 'group', 'aria-label': altText }, bubble(contents, press));
  const strip = h('div', { class: 'carousel', tabindex: '0', role: 'group', 'aria-label': altText }, contents.contents.map((each) => bubble(each, press)));
  const cards = [...strip.children];
  const turn = (way) => () => cards[at() + way]?.scrollIntoView({ behavior: 'smooth', block: 'nearest', inline: 'start' });
  const back = h('button', { type: 'button', 'aria-label': '前のカード', onclick: turn(-1) }, '‹');
  const on = h('button', { type: 'button', 'aria-label': '次のカード', onclick: turn(1) }, '›');
  const count = h('span', {});
  const turns = h('div', { class: 'turns' }, back, count, on);
  const ended = () => strip.scrollLeft > strip.scrollWidth - strip.clientWidth - 8;
  const at = () => (ended() ? cards.length - 1 : cards.findIndex((each) => each.offsetLeft + each.offsetWidth / 2 > strip.scrollLeft));
  const tell = () => {
    turns.hidden = strip.scrollWidth <= strip.clientWidth + 1;
    back.disabled = at() === 0;
    on.disabled = at() === cards.length - 1;
    count.textContent = `${at() + 1} / ${cards.length}`;
  };
  strip.addEventListener('scroll', tell, { passive: true });
  new ResizeObserver(tell).observe(strip);
  return h('div', { class: 'carousel-frame' }, strip, turns);
}

function bubble(contents, press) {
  const small = contents.size === 'nano' || contents.size === 'micro';
  const part = (name) => {
    const inside = contents[name];
    if (!inside) return null;
    const look = contents.styles?.[name] ?? {};
    const node = name === 'hero' && inside.type !== 'box' ? hero(inside, press) : component(inside, press, 'vertical', true);
    return h('div', {
      class: `bubble-${name}`,
      style: { 'background-color': look.backgroundColor, 'border-top': look.separator ? `1px solid ${look.separatorColor ?? '#d9dcdf'}` : null },
    }, node);
  };
  const node = h('div', { class: `bubble${small ? ' small' : ''}`, dir: contents.direction === 'rtl' ? 'rtl' : null, style: { width: `${WIDTH[contents.size ?? 'mega']}px` } },
    part('header'), part('hero'), part('body'), part('footer'));
  return pressable(node, contents.action, press);
}

function hero(inside, press) {
  if (inside.type === 'video') return picture({ url: inside.previewUrl, size: 'full', aspectRatio: inside.aspectRatio, action: inside.action }, press);
  return picture(inside, press);
}

function component(part, press, layout, first) {
  const node = drawn(part, press, layout);
  const style = node.style;
  if (part.margin !== undefined && !first) style.setProperty(layout === 'vertical' ? 'margin-top' : 'margin-inline-start', space(part.margin));
  else if (part.margin !== undefined) node.dataset.margin = part.margin;
  if (part.position === 'absolute') style.position = 'absolute';
  else if (part.offsetTop || part.offsetBottom || part.offsetStart || part.offsetEnd) style.position = 'relative';
  set(style, { top: space(part.offsetTop), bottom: space(part.offsetBottom), 'inset-inline-start': space(part.offsetStart), 'inset-inline-end': space(part.offsetEnd) });
  if (part.position !== 'absolute') stretch(part, node, layout);
  return node;
}

function stretch(part, node, layout) {
  const across = layout !== 'vertical';
  const still = ['separator', 'icon'].includes(part.type) || part.width !== undefined;
  const share = part.flex ?? (part.type === 'filler' ? 1 : across && !still ? 1 : 0);
  node.style.flex = share === 0 ? '0 0 auto' : across ? `${share} 1 0` : `${share} 1 auto`;
  if (across && share === 0) node.style.maxWidth = '100%';
  if (across && share > 0) node.style.minWidth = '0';
  if (layout === 'horizontal' && part.gravity) node.style.alignSelf = GRAVITY[part.gravity];
}

function drawn(part, press, layout) {
  switch (part.type) {
    case 'box': return box(part, press);
    case 'text': return words(part, press);
    case 'button': return button(part, press);
    case 'image': return picture(part, press);
    case 'icon': return h('img', { class: 'flex-icon', src: safePicture(part.url), alt: '', style: { height: textSize(part.size ?? 'md'), 'aspect-ratio': ratio(part.aspectRatio) } });
    case 'separator': return h('div', { class: layout === 'vertical' ? 'line-across' : 'line-down', style: { 'border-color': part.color } });
    default: return h('div', { class: 'filler' });
  }
}

function box(part, press) {
  const style = {
    'flex-direction': part.layout === 'vertical' ? 'column' : 'row',
    'align-items': part.alignItems ?? (part.layout === 'baseline' ? 'baseline' : null),
    'justify-content': part.justifyContent,
    'background-color': part.backgroundColor,
    'background-image': gradient(part.background),
    'border-radius': space(part.cornerRadius),
    width: part.width, 'max-width': part.maxWidth, height: part.height, 'max-height': part.maxHeight,
    padding: space(part.paddingAll),
    'padding-top': space(part.paddingTop), 'padding-bottom': space(part.paddingBottom),
    'padding-inline-start': space(part.paddingStart), 'padding-inline-end': space(part.paddingEnd),
  };
  if (part.borderWidth || part.borderColor) style.border = `${border(part.borderWidth ?? 'normal')} solid ${part.borderColor ?? '#d4d6da'}`;
  const children = part.contents.map((child, index) => {
    const node = component(child, press, part.layout, index === 0);
    if (index > 0 && part.spacing && child.margin === undefined) {
      node.style.setProperty(part.layout === 'vertical' ? 'margin-top' : 'margin-inline-start', space(part.spacing));
    }
    return node;
  });
  return pressable(h('div', { class: 'box', style }, children), part.action, press);
}

function words(part, press) {
  const size = textSize(part.size ?? 'md');
  const style = {
    'font-size': size, color: part.color ?? '#111111', 'text-align': ALIGN[part.align],
    'font-weight': part.weight === 'bold' ? '700' : null, 'font-style': part.style, 'text-decoration': part.decoration,
    'line-height': part.lineSpacing ? `calc(1.4em + ${part.lineSpacing})` : null,
  };
  if (part.wrap && part.maxLines) Object.assign(style, { '-webkit-line-clamp': part.maxLines, display: '-webkit-box', '-webkit-box-orient': 'vertical', overflow: 'hidden' });
  const inside = part.contents?.map((span) => h('span', { style: {
    'font-size': textSize(span.size), color: span.color, 'font-weight': span.weight === 'bold' ? '700' : span.weight ? '400' : null,
    'font-style': span.style, 'text-decoration': span.decoration } }, span.text)) ?? part.text;
  const node = h('p', { class: `flex-text ${part.wrap ? 'wraps' : 'one-line'}${part.weight === 'bold' ? ' title' : ''}`, style }, inside);
  return pressable(node, part.action, press);
}

function button(part, press) {
  const look = part.style ?? 'link';
  const style = look === 'link' ? { color: part.color } : { 'background-color': part.color };
  const label = part.action.label ?? '';
  const props = { class: `flex-button title ${look} ${part.height ?? 'md'}`, style };
  const node = h('button', { ...props, type: 'button', onclick: () => press(part.action) }, label);
  if (part.action.type !== 'uri') return node;
  const address = openable(part.action.uri);
  return address ? h('a', { ...props, href: address, ...outside(address) }, label) : node;
}

function picture(part, press) {
  const full = part.size === 'full';
  const img = h('img', {
    src: safePicture(part.url), alt: '',
    style: { 'aspect-ratio': ratio(part.aspectRatio) ?? '1 / 1', 'object-fit': part.aspectMode === 'cover' ? 'cover' : 'contain', 'background-color': part.backgroundColor },
  });
  img.addEventListener('error', () => img.classList.add('missing'));
  const place = { start: 'flex-start', end: 'flex-end' }[part.align] ?? 'center';
  img.style.width = full ? '100%' : pictureSize(part.size ?? 'md');
  return pressable(h('div', { class: 'flex-image', style: { 'justify-content': place } }, img), part.action, press);
}

function pressable(node, action, press) {
  if (!action) return node;
  const act = (event) => { event.stopPropagation(); press(action); };
  node.classList.add('pressable');
  node.setAttribute('role', action.type === 'uri' ? 'link' : 'button');
  node.setAttribute('tabindex', '0');
  if (action.label) node.setAttribute('aria-label', action.label);
  node.addEventListener('click', act);
  node.addEventListener('keydown', (event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); act(event); } });
  return node;
}

const safePicture = (url) => (/^https:\/\//i.test(url ?? '') ? url : 'data:,');
const outside = (address) => (/^http/i.test(address) ? { target: '_blank', rel: 'noopener noreferrer' } : {});
const ratio = (value) => value?.replace(':', ' / ');

function gradient(background) {
  if (background?.type !== 'linearGradient') return undefined;
  const middle = background.centerColor ? `${background.centerColor} ${background.centerPosition ?? '50%'}, ` : '';
  return `linear-gradient(${background.angle}, ${background.startColor}, ${middle}${background.endColor})`;
}

function set(style, values) {
  for (const [name, value] of Object.entries(values)) if (value !== undefined) style.setProperty(name, value);
}

// Every action of a message in the order the simulator counts them: a part's own action, then its parts in written order.
export function actionsInside(part) {
  if (Array.isArray(part)) return part.flatMap(actionsInside);
  if (part === null || typeof part !== 'object') return [];
  const own = part.action && typeof part.action === 'object' && !Array.isArray(part.action) ? [part.action] : [];
  return [...own, ...Object.entries(part).filter(([name]) => name !== 'action').flatMap(([, each]) => actionsInside(each))];
}
