import { callbackReceiver } from '../../test/callback-receiver.ts';
import { runningPsp, type Read, type RunningPsp } from '../../test/running-psp.ts';

const CHALLENGED = '4000000000003220';
let psp: RunningPsp;
let merchant: Awaited<ReturnType<typeof callbackReceiver>>;
beforeAll(async () => {
  psp = await runningPsp();
  merchant = await callbackReceiver();
});
afterAll(async () => {
  await psp.stop();
  await merchant.close();
});

/** A charge that waits for the payer: the path of its page. */
const challenged = async (reference: string, more: object = {}): Promise<string> => {
  const wanted = { challenge: true, callback_url: merchant.url, ...more };
  const { body } = await psp.charge(reference, CHALLENGED, wanted);
  return new URL(body.redirect_url).pathname;
};

/** Submits the page's form whose button has this name, the way a browser does. */
const submit = async (page: Read, button: string): Promise<Read> => {
  const form = new RegExp(
    `<form method="post" action="([^"]+)"[^>]*>\\s*<button type="submit"[^>]*>${button}</button>`,
  );
  const action = form.exec(page.body)?.[1];
  const response = await fetch(psp.url + String(action), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
};

it('shows what is paid, without script, under a policy that lets nothing else load', async () => {
  const page = await psp.send('GET', await challenged('ch_page'));
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.body).toContain('<html lang="en">');
  expect(page.body).toContain('TRY 125.00');
  expect(page.body).toContain('Visa ending in 3220');
  expect(page.body).not.toContain('<script');
});

it.each([
  [true, 'succeeded'],
  [false, 'authorized'],
])('settles the charge when the payer completes it (capture: %s)', async (capture, status) => {
  const reference = `ch_completed_${status}`;
  const page = await psp.send('GET', await challenged(reference, { capture }));
  const answer = await submit(page, 'Complete');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('http://127.0.0.1:9/return?session=1');
  expect((await psp.status(reference)).body).toMatchObject({ status, decline_code: null, redirect_url: null });
  const [callback] = await merchant.until(reference, 1);
  expect(callback?.body).toMatchObject({ operation: 'authorize', status, amount: 12_500 });
});

it('declines the charge when the payer fails it', async () => {
  const answer = await submit(await psp.send('GET', await challenged('ch_failed')), 'Fail');
  expect(answer.status).toBe(303);
  const declined = { status: 'declined', decline_code: 'authentication_failed', decline_category: 'hard' };
  expect((await psp.status('ch_failed')).body).toMatchObject(declined);
  expect((await merchant.until('ch_failed', 1))[0]?.body).toMatchObject(declined);
});

it('leaves the decision to the issuer once the payer has completed it', async () => {
  const card = { number: '4000000000009995', exp_month: 12, exp_year: 2040 };
  await submit(await psp.send('GET', await challenged('ch_poor', { card })), 'Complete');
  expect((await psp.status('ch_poor')).body).toMatchObject({ status: 'declined', decline_code: 'insufficient_funds' });
});

it('settles once: whatever is submitted later leads back and changes nothing', async () => {
  const path = await challenged('ch_double');
  const page = await psp.send('GET', path);
  await submit(page, 'Complete');
  const settled = await psp.books('ch_double');
  expect((await submit(page, 'Complete')).headers.get('location')).toBe('http://127.0.0.1:9/return?session=1');
  expect((await submit(page, 'Fail')).status).toBe(303);
  expect(await psp.books('ch_double')).toEqual(settled);
  const again = await psp.send('GET', path);
  expect(again.body).toContain('Payment confirmed');
  expect(again.body).not.toContain('<form');
  await psp.charge('ch_after_double', '4242424242424242', { callback_url: merchant.url });
  await merchant.until('ch_after_double', 1);
  expect(merchant.of('ch_double')).toHaveLength(1);
});

it('settles once when both buttons are pressed at once', async () => {
  const page = await psp.send('GET', await challenged('ch_both'));
  await Promise.all(['Complete', 'Fail', 'Complete', 'Fail'].map(button => submit(page, button)));
  await psp.charge('ch_after_both', '4242424242424242', { callback_url: merchant.url });
  await merchant.until('ch_after_both', 1);
  expect(await merchant.until('ch_both', 1)).toHaveLength(1);
});

it('answers a repeated charge with what the payer decided', async () => {
  await submit(await psp.send('GET', await challenged('ch_asked_again')), 'Complete');
  const { body } = await psp.charge('ch_asked_again', CHALLENGED, { challenge: true });
  expect(body).toMatchObject({ status: 'succeeded', redirect_url: null });
});

it('knows no other challenges', async () => {
  const unknown = await psp.send('GET', '/alpha/3ds/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
  expect(unknown.status).toBe(404);
  expect(unknown.body).toContain('Nothing to confirm');
  expect((await psp.send('POST', '/alpha/3ds/AAAA/complete')).status).toBe(404);
});

it('keeps a return address from becoming markup', async () => {
  const path = await challenged('ch_markup', { return_url: 'http://127.0.0.1:9/?a="><script>x</script>' });
  await submit(await psp.send('GET', path), 'Fail');
  expect((await psp.send('GET', path)).body).not.toContain('<script');
});
