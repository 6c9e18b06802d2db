import { startProduct, merchantClient, providerClient, card, cards, eventually } from '@counterfoil/testing';
import { mkdtempSync } from 'node:fs';
import { leftOn, keyTold, processOn } from '/work/main/apps/standalone/test/starting.ts';
for (const scenario of ['hang','postmaster']) {
const DATA_DIR = mkdtempSync('/tmp/counterfoil-start-');
const p = await startProduct({ DATA_DIR, PROVIDER_TIMEOUT_MS: '60000' });
const m = merchantClient(p.url, await keyTold(p)); const provider = providerClient(p.providerUrl);
const { body } = await m.createPayment({ amount: 100, currency: 'EUR' });
if (scenario === 'hang') {
  await provider.addFault({ operation: 'authorize', fault: 'hang', times: 1, delay_ms: 30000 });
  m.confirmPayment(body.payment.id, { payment_method: card(cards.visa) }).then(a => console.log('answer', a.status, a.text.slice(0,200)), e => console.log('cut', String(e)));
  await eventually(async () => (await provider.books()).length === 1);
} else {
  process.kill(await processOn(DATA_DIR, 'postgres -D'), 'SIGKILL');
  await new Promise(r => setTimeout(r, 3000));
  console.log(await fetch(p.url + '/readyz').then(r => r.text(), String));
}
console.time('stop');
console.log(await Promise.race([p.stop(), new Promise(r => setTimeout(r, 12000, 'HANG'))]));
console.timeEnd('stop');
console.log(p.output().stderr, p.output().stdout.slice(-1500), await leftOn(DATA_DIR));
}
process.exit();
