import { element, mark } from './element.js';
import { money } from './money.js';

const MARKS = {
  good: 'M5 12.5l5 5 9-11',
  bad: 'M6 6l12 12M18 6L6 18',
  open: 'M12 4v8l5 4',
};

/** A card that says one thing: `title`, `text`, and what can be done about it. */
export const notice = ({ tone, title, text, actions = [], isBusy = false }) =>
  element(
    'section',
    { class: 'notice', 'aria-busy': String(isBusy) },
    isBusy ? element('span', { class: `spinner ${tone}`, 'aria-hidden': 'true' }) : mark(MARKS[tone], `mark ${tone}`),
    element('h1', { tabindex: '-1' }, title),
    text.map(line => element('p', {}, line)),
    actions.length === 0 ? null : element('div', { class: 'actions' }, actions),
  );

export const link = (href, text, className = 'button primary') => element('a', { class: className, href }, text);

export const button = (text, onclick, className = 'button') =>
  element('button', { type: 'button', class: className, onclick }, text);

const isWebAddress = text => /^https?:\/\//i.test(text);

/** Leaves for another site; never to anything but a web address. */
export const leaveFor = (address, { isReplacing = false } = {}) => {
  if (!isWebAddress(address)) throw new Error('Not a web address');
  if (isReplacing) location.replace(address);
  else location.assign(address);
};

/** The merchant's page for who is through, told what it is about and how it stands. */
export const returnAddress = session => {
  const url = new URL(session.return_url);
  url.searchParams.append('session_id', session.id);
  url.searchParams.append('status', session.payment_status);
  return url.href;
};

const back = (session, address = returnAddress(session)) => [link(address, `Back to ${session.merchant_name}`)];

const attemptsUsed = ({ decline }) => [
  ...(decline ? [decline.message] : []),
  'Nothing was charged. Go back to the shop to start again.',
];

const paid = ({ payment_status: status, merchant_name: merchant, amount, currency }) =>
  status === 'AUTHORIZED'
    ? `${money(amount, currency)} is reserved on your card for ${merchant}.`
    : `You paid ${money(amount, currency)} to ${merchant}.`;

/** How a session ended, by its status. */
export const outcomes = {
  COMPLETED: session => ({
    tone: 'good',
    title: 'Payment complete',
    text: [paid(session), 'We are taking you back to the shop.'],
    actions: back(session),
  }),
  FAILED: session => ({
    tone: 'bad',
    title: 'Payment not completed',
    text: attemptsUsed(session),
    actions: back(session),
  }),
  CANCELLED: session => ({
    tone: 'bad',
    title: 'Payment cancelled',
    text: ['Nothing was charged.'],
    actions: back(session, session.cancel_url ?? undefined),
  }),
  EXPIRED: session => ({
    tone: 'open',
    title: 'The time to pay is over',
    text: ['Nothing was charged. Go back to the shop to start again.'],
    actions: back(session, session.cancel_url ?? undefined),
  }),
};
