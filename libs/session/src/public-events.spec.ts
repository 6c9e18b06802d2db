import { publicEvents, type PublicEventType } from '@counterfoil/contracts';
import { published } from '@counterfoil/testing';
import type { SessionEvent } from './domain/events.ts';
import * as session from './domain/session.examples.ts';
import { sessionPublisher } from './public-events.ts';
import { sessionAggregate, sessionCodec } from './session-aggregate.ts';

const { created, confirmed, declined, actionRequired, completed, failed, cancelled, expired } = session;

const address = { line1: 'Main St 1', line2: null, city: null, state: null, postalCode: '1', country: 'DE' } as const;
const customer = { id: 'cus_1', name: 'Ada', email: null, phone: null } as const;
const full = created({ url: 'https://pay.example', cancelUrl: 'https://shop.example', reference: 'r', customer });

const stories: readonly (readonly [readonly PublicEventType[], readonly SessionEvent[]])[] = [
  [['checkout_session.created'], [created()]],
  [['checkout_session.created'], [full]],
  [
    ['checkout_session.created', 'checkout_session.confirmed', 'checkout_session.completed'],
    [created(), { ...confirmed(), billingAddress: address, shippingAddress: address }, actionRequired(), completed],
  ],
  [
    ['checkout_session.created', 'checkout_session.confirmed', 'checkout_session.confirmed', 'checkout_session.failed'],
    [created(), { ...confirmed(), payer: null }, declined(), confirmed(2), failed],
  ],
  [
    [
      'checkout_session.created',
      'checkout_session.confirmed',
      'checkout_session.ending',
      'checkout_session.ending',
      'checkout_session.cancelled',
    ],
    [
      created(),
      confirmed(),
      actionRequired(),
      session.endRequested('expired'),
      session.endFailed,
      session.endRequested(),
      cancelled,
    ],
  ],
  [
    ['checkout_session.created', 'checkout_session.cancelled'],
    [created(), cancelled],
  ],
  [
    ['checkout_session.created', 'checkout_session.expired'],
    [created(), expired],
  ],
];

const HOSTED_PAGE = 'https://pay.counterfoil.example/checkout';

const tell = (events: readonly SessionEvent[]) =>
  published(store => sessionPublisher(sessionAggregate(store), HOSTED_PAGE), sessionCodec, events);

describe('what is told of a checkout session', () => {
  it.each(stories)('is %j, each as the contract says', async (types, events) => {
    const drafts = await tell(events);
    expect(drafts.map(({ type }) => type)).toEqual(types);
    for (const { type, data } of drafts) expect(publicEvents[type as PublicEventType].parse(data)).toEqual(data);
  });

  it('is every public event of a session', () => {
    const told = new Set(stories.flatMap(([types]) => types));
    expect([...told].sort()).toEqual(
      Object.keys(publicEvents)
        .filter(type => type.startsWith('checkout_session.'))
        .sort(),
    );
  });

  it('names the page that the payer is sent to, be it the merchant’s or ours', async () => {
    const [hosted, own] = [await tell([created({ url: null })]), await tell([full])];
    expect(hosted[0]?.data).toMatchObject({ checkout_session: { url: HOSTED_PAGE } });
    expect(own[0]?.data).toMatchObject({ checkout_session: { url: 'https://pay.example' } });
  });

  it('is the session as it was right after the event, and nothing of its token', async () => {
    const drafts = await tell([created(), confirmed(), declined(), confirmed(2), completed]);
    expect(drafts.map(({ data }) => data['checkout_session'])).toMatchObject([
      { status: 'PENDING', attempts_left: 3 },
      { status: 'PROCESSING', attempts_left: 3 },
      { status: 'PROCESSING', attempts_left: 2 },
      { status: 'COMPLETED' },
    ]);
    expect(JSON.stringify(drafts)).not.toContain(created().tokenHash);
    expect(JSON.stringify(drafts)).not.toContain('fingerprint');
  });
});
