import { CHECKOUT_SESSIONS, type CheckoutSessions } from '@counterfoil/contracts';
import { InternalCheckoutSessionsController } from '@counterfoil/service/remote';
import { overNetwork, remoteCheckoutSessions } from '@counterfoil/service/remote/contract';
import { sessionsInLog } from '../../test/sessions-in-log.ts';
import * as example from '../domain/session.examples.ts';
import { checkoutSessionsFromLog } from './checkout-sessions.ts';

const { confirmSession, recordDecline } = example;
const HOSTED = 'https://pay.example/checkout';
const LONG_MS = 10_000;

let world: Awaited<ReturnType<typeof sessionsInLog>>;
let local: CheckoutSessions;
let network: Awaited<ReturnType<typeof overNetwork>>;
let remote: CheckoutSessions;

beforeAll(async () => {
  world = await sessionsInLog();
  local = checkoutSessionsFromLog(world.sessions, world.watch, HOSTED);
  const port = { provide: CHECKOUT_SESSIONS, useValue: local };
  network = await overNetwork('session', 'charge-attempt', InternalCheckoutSessionsController, port);
  remote = remoteCheckoutSessions(network.client);
});
afterAll(async () => {
  await network.close();
  await world.close();
});

describe.each([
  ['asked in its own process', () => local],
  ['asked over the network', () => remote],
])('the session service, %s,', (_where, of) => {
  it('names the hosted page of a session that is paid there', async () => {
    expect(await of().hostedPage(await world.open())).toBe(HOSTED);
    expect(await of().hostedPage('cs_nothing')).toBeNull();
  });

  it('waits until the last confirmation is settled, or as long as it is told', async () => {
    const id = await world.open(confirmSession());
    let isSettled = false;
    const waiting = of()
      .awaitSettled(id, LONG_MS)
      .then(() => (isSettled = true));
    await of().awaitSettled(id, 20);
    expect(isSettled).toBe(false);
    await world.give(id, recordDecline);
    await waiting;
  });
});
