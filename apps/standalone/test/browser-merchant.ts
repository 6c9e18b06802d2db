import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A merchant's own checkout page, as an integration would write it: it talks to the API from the payer's browser. */
const checkout = (api: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Anvils</title><link rel="icon" href="data:,"></head>
<body>
<main>
<h1>Anvils</h1>
<form><label>Card number <input name="number" inputmode="numeric" autocomplete="cc-number"></label> <button>Pay</button></form>
<p role="status"></p>
</main>
<script type="module">
const session = '${api}/v1/checkout-sessions/token/' + new URLSearchParams(location.search).get('token');
const headers = { 'content-type': 'application/json', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
const say = text => { document.querySelector('[role=status]').textContent = text; };
const ask = async (path, init) => {
  const answer = await fetch(session + path, { headers, ...init });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.code + ' ' + answer.headers.get('x-request-id'));
  return body;
};
const card = number => ({ number, exp_month: 12, exp_year: 2040, cvc: '123' });
document.querySelector('form').addEventListener('submit', event => {
  event.preventDefault();
  const payment_method = { type: 'card', card: card(event.target.number.value) };
  ask('/confirm', { method: 'POST', body: JSON.stringify({ payment_method }) }).then(({ confirmResult }) => {
    const next = confirmResult.paymentNextAction;
    if (next) location.assign(next.redirect_user_to_url.url);
    else say(confirmResult.paymentStatus + (confirmResult.decline ? ' ' + confirmResult.decline.code : ''));
  }, error => say('Cannot pay: ' + error.message));
});
ask('', {}).then(
  ({ checkout_session: { merchant_name, amount, currency } }) => say(merchant_name + ' wants ' + amount + ' ' + currency),
  error => say('Cannot read: ' + error.message),
);
</script>
</body>
</html>
`;

const thanks = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Thanks</title><link rel="icon" href="data:,"></head>
<body><main><h1>Thanks</h1></main></body>
</html>
`;

/** A merchant's site, on an origin of its own. */
export interface MerchantSite extends AsyncDisposable {
  readonly checkoutUrl: string;
  readonly thanksUrl: string;
}

export const startMerchantSite = async (api: string): Promise<MerchantSite> => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(request.url?.startsWith('/checkout') ? checkout(api) : thanks);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    checkoutUrl: `${origin}/checkout`,
    thanksUrl: `${origin}/thanks`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise(closed => server.close(closed));
    },
  };
};
