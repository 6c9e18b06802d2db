import { element } from './element.js';
import { money } from './money.js';

const MINUTE_S = 60;
/** From here on seconds count. */
const SOON_S = 5 * MINUTE_S;

const timeText = seconds => {
  if (seconds >= 2 * 60 * MINUTE_S) return `${Math.round(seconds / 60 / MINUTE_S)} hours`;
  if (seconds > SOON_S) return `${Math.ceil(seconds / MINUTE_S)} minutes`;
  return `${Math.floor(seconds / MINUTE_S)}:${String(Math.floor(seconds % MINUTE_S)).padStart(2, '0')} minutes`;
};

/** Counts down to the session's end, `saidAt` being the server's time now; `ended` is called when it may have come. */
const timeLeft = (session, saidAt, ended) => {
  const endsAt = performance.now() + Date.parse(session.expires_at) - saidAt;
  const shown = element('p', { class: 'time', role: 'timer' });
  const tick = () => {
    const seconds = (endsAt - performance.now()) / 1_000;
    const text = seconds > 0 ? `Pay within ${timeText(seconds)}` : '';
    if (shown.textContent !== text) shown.textContent = text;
    if (seconds > 0) return;
    clearInterval(ticking);
    ended();
  };
  const ticking = setInterval(() => (shown.isConnected ? tick() : clearInterval(ticking)), 1_000);
  tick();
  return shown;
};

const itemRow = ({ name, quantity, unit_amount }, currency) =>
  element(
    'li',
    {},
    element(
      'span',
      { class: 'item' },
      name,
      quantity > 1 ? element('span', { class: 'each' }, `${quantity} × ${money(unit_amount, currency)}`) : null,
    ),
    element('span', { class: 'sum' }, money(quantity * unit_amount, currency)),
  );

/** What is paid, to whom, and how long there is time for it. */
export const summary = (session, saidAt, ended) => {
  const { merchant_name: merchant, amount, currency, line_items: items } = session;
  return element(
    'header',
    { class: 'summary' },
    element(
      'h1',
      { tabindex: '-1' },
      element('span', { class: 'merchant' }, 'Pay ', merchant),
      ' ',
      element('span', { class: 'amount' }, money(amount, currency)),
    ),
    timeLeft(session, saidAt, ended),
    items.length === 0
      ? null
      : element(
          'section',
          { class: 'order', 'aria-label': 'Your order' },
          element(
            'ul',
            { class: 'items' },
            items.map(item => itemRow(item, currency)),
          ),
          element(
            'p',
            { class: 'total' },
            element('span', {}, 'Total'),
            element('span', { class: 'sum' }, money(amount, currency)),
          ),
        ),
  );
};
