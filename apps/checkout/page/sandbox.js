import { element } from './element.js';
import { grouped } from './card.js';

const CARDS = [
  ['4242424242424242', 'paid'],
  ['4000000000003220', '3-D Secure'],
  ['4000000000009995', 'no funds'],
  ['4000000000000002', 'declined'],
];

/** Which cards to try here; `use(number)` fills one in. */
export const sandboxHint = use =>
  element(
    'details',
    { class: 'sandbox' },
    element('summary', {}, 'Sandbox: pay with a test card'),
    element(
      'ul',
      {},
      CARDS.map(([number, outcome]) =>
        element(
          'li',
          {},
          element('button', { type: 'button', class: 'number', onclick: () => use(number) }, grouped(number)),
          element('span', {}, outcome),
        ),
      ),
    ),
    element('p', {}, 'Any expiry date to come and any security code will do. No money moves.'),
  );
