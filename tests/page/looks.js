// Looks at the page as it is laid out; each function gives what is wrong, as words.

const words = (box) => !box.checkVisibility({ visibilityProperty: true }) || Boolean(box.closest('script, noscript, option, select'));

function* texts(skip) {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const box = text.parentElement;
    if (text.data.trim() && !words(box) && !(skip && box.closest(skip))) yield { box, text, face: text.data.trim().slice(0, 30) };
  }
}

const scrollsAcross = (box) => box.scrollWidth > box.clientWidth && ['auto', 'scroll'].includes(getComputedStyle(box).overflowX);

// What a sideways scroller inside the frame has moved out of sight is reached by scrolling.
function reachedByScrolling(box, frame) {
  for (let each = box; each !== frame; each = each.parentElement) if (scrollsAcross(each)) return true;
  return false;
}

function clipped() {
  const found = new Set();
  if (document.documentElement.scrollWidth > innerWidth) found.add(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const { box, text, face } of texts()) {
    if (getComputedStyle(box).display !== 'inline' && box.scrollWidth > box.clientWidth + 1) found.add(face);
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const part of range.getClientRects()) {
      for (let frame = box; frame; frame = frame.parentElement) {
        const edge = frame.getBoundingClientRect();
        const cuts = !['visible', 'auto', 'scroll'].includes(getComputedStyle(frame).overflowX);
        if (cuts && (part.right > edge.right + 1 || part.left < edge.left - 1) && !reachedByScrolling(box, frame)) {
          found.add(`${face} in ${frame.className || frame.tagName}`);
        }
      }
    }
  }
  return [...found];
}

const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

function painted(colour) {
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}

const over = (top, under) => top.slice(0, 3).map((each, index) => each * top[3] + under[index] * (1 - top[3]));

function ground(box) {
  const layers = [];
  for (let each = box; each; each = each.parentElement) {
    const layer = painted(getComputedStyle(each).backgroundColor);
    if (layer[3] > 0) layers.push(layer);
    if (layer[3] === 1) break;
  }
  return layers.reduceRight((under, top) => over(top, under), [255, 255, 255]);
}

function light(rgb) {
  const [r, g, b] = rgb.map((each) => (each / 255 <= 0.03928 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// WCAG AA: 4.5 to 1, or 3 to 1 for large words, against the nearest painted ground.
function pale() {
  const found = [];
  for (const { box, face } of texts(':disabled, [inert]')) {
    const style = getComputedStyle(box);
    const under = ground(box);
    const [lighter, darker] = [light(over(painted(style.color), under)), light(under)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (lighter + 0.05) / (darker + 0.05);
    if (ratio < (large ? 3 : 4.5)) found.push(`${face} ${ratio.toFixed(2)}`);
  }
  return found;
}
