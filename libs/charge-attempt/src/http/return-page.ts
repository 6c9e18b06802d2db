import { createHash } from 'node:crypto';
import type { PaymentResource } from '@counterfoil/contracts';

const STYLE = `
  :root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
  main { max-width: 26rem; margin: 1.5rem; padding: 2.5rem 2rem; text-align: center; border: 1px solid color-mix(in srgb, CanvasText 15%, Canvas); border-radius: 1rem; }
  .mark { width: 3.5rem; height: 3.5rem; margin: 0 auto 1rem; border-radius: 50%; display: grid; place-items: center; font-size: 1.75rem; color: #fff; background: #57606a; }
  .good { background: #1a7f37; }
  .bad { background: #b42318; }
  h1 { font-size: 1.375rem; margin: 0 0 .5rem; }
  p { margin: 0; }
`;

interface Message {
  readonly mark: string;
  readonly tone: 'good' | 'bad' | 'open';
  readonly title: string;
  readonly text: string;
}

const SUCCESS: Message = {
  mark: '✓',
  tone: 'good',
  title: 'Payment received',
  text: 'You can close this page and go back to the shop.',
};
const FAILURE: Message = {
  mark: '✕',
  tone: 'bad',
  title: 'Payment not completed',
  text: 'Nothing was charged. Go back to the shop to try again.',
};
const OPEN: Message = {
  mark: '…',
  tone: 'open',
  title: 'Payment in progress',
  text: 'Your bank has not answered yet. The shop will tell you how it ends.',
};

const messageOf = ({ status }: PaymentResource): Message => {
  if (status === 'SUCCEEDED' || status === 'AUTHORIZED') return SUCCESS;
  return status === 'PROCESSING' || status === 'REQUIRES_ACTION' ? OPEN : FAILURE;
};

/** The page for a payer whose merchant named no page to return to. Holds no data of the payment but how it ended. */
export const returnPage = (payment: PaymentResource): string => {
  const { mark, tone, title, text } = messageOf(payment);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<div class="mark ${tone}" aria-hidden="true">${mark}</div>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;
};

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** No script, nothing from elsewhere, in nobody's frame. */
export const returnPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
} as const;
