import { createHash } from 'node:crypto';
import type { PaymentResource } from '@counterfoil/contracts';

const STYLE = `
:root { color-scheme: light dark; --ground: #eef1f6; --card: #fff; --ink: #16202e; --soft: #566375; --line: #dbe1ea;
  --good: #1a7f37; --bad: #b42318; --open: #1f4fd8 }
@media (prefers-color-scheme: dark) { :root { --ground: #0f141c; --card: #18202b; --ink: #eef2f8; --soft: #a3afc0;
  --line: #2d3846; --good: #4ac26b; --bad: #ff8a80; --open: #8fb0ff } }
* { box-sizing: border-box; margin: 0 }
body { min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { width: 100%; max-width: 26rem; padding: 2.5rem 2rem; text-align: center; text-wrap: balance;
  background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
  box-shadow: 0 1px 2px rgb(16 24 40 / 6%), 0 12px 32px rgb(16 24 40 / 8%) }
svg { width: 4rem; height: 4rem; padding: 1rem; margin-bottom: 1.25rem; border-radius: 50%; fill: none;
  stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round;
  background: color-mix(in srgb, currentColor 12%, transparent) }
.good { color: var(--good) }
.bad { color: var(--bad) }
.open { color: var(--open) }
h1 { margin-bottom: .5rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em }
p { color: var(--soft) }
`;

interface Message {
  readonly tone: 'good' | 'bad' | 'open';
  /** An SVG path in a square of 24. */
  readonly mark: string;
  readonly title: string;
  readonly text: string;
}

const SUCCESS: Message = {
  tone: 'good',
  mark: 'M5 12.5l5 5 9-11',
  title: 'Payment received',
  text: 'You can close this page and go back to the shop.',
};
const FAILURE: Message = {
  tone: 'bad',
  mark: 'M6 6l12 12M18 6L6 18',
  title: 'Payment not completed',
  text: 'Nothing was charged. Go back to the shop to try again.',
};
const OPEN: Message = {
  tone: 'open',
  mark: 'M12 4v8l5 4',
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
<svg class="${tone}" viewBox="0 0 24 24" aria-hidden="true"><path d="${mark}"/></svg>
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
