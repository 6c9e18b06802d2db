import { element } from './element.js';
import { grouped } from './card.js';

const CARDS = [
  ['4242424242424242', 'is paid'],
  ['4000000000003220', 'asks for 3-D Secure'],
  ['4000000000009995', 'has insufficient funds'],
  ['4000000000000002', 'is declined'],
];

/** Which cards to try here; `use(number)` fills one in. */
export const sandboxHint = use =>
  element(
    'details',
    { class: 'sandbox' },
    element('summary', {}, 'Sandbox: no money moves. Test cards'),
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
    element('p', {}, 'With any expiry date to come and any security code.'),
  );
