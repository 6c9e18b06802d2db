import type { Authorization } from '../books/operation.ts';
import { displayAmount } from './display-amount.ts';
import { STYLE } from './page-style.ts';

const escape = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="step">3-D Secure</p>
<h1>${title}</h1>
${content}
<p class="note">Sandbox: no bank is asked and no money moves.</p>
</main>
</body>
</html>
`;

const BRANDS: Readonly<Record<string, string>> = { visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express' };

const summary = ({ amount, currency, mandate }: Authorization): string => `<dl>
<div class="amount"><dt>Amount</dt><dd>${escape(displayAmount(amount, currency))}</dd></div>
<div><dt>Card</dt><dd>${BRANDS[mandate.brand] ?? 'Card'} ending in ${escape(mandate.last4)}</dd></div>
</dl>`;

const form = (action: string, label: string, style: string): string =>
  `<form method="post" action="${escape(action)}"><button type="submit" class="${style}">${label}</button></form>`;

/** Asks the payer to decide. `path` is the challenge's own address. */
export const challengePage = (authorization: Authorization, path: string): string =>
  page(
    'Confirm your payment',
    `<p>The bank that issued your card asks you to confirm that this payment is yours.</p>
${summary(authorization)}
<div class="actions">
${form(`${path}/complete`, 'Complete', 'primary')}
${form(`${path}/fail`, 'Fail', 'secondary')}
</div>`,
  );

/** Says what was decided before, and leads back. */
export const settledPage = (authorization: Authorization): string =>
  page(
    authorization.status === 'succeeded' ? 'Payment confirmed' : 'Payment not confirmed',
    `<p>This request has been answered already. You can go back to the merchant.</p>
${summary(authorization)}
<div class="actions"><a class="button primary" href="${escape(authorization.mandate.returnUrl)}">Continue</a></div>`,
  );

/** Of an address that leads nowhere. */
export const unknownPage = (): string =>
  page('Nothing to confirm', '<p>This link is not known. Go back to the merchant and start the payment again.</p>');
