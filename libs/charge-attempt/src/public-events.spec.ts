import { publicEvents, type PublicEventType } from '@counterfoil/contracts';
import { published } from '@counterfoil/testing';
import { chargeAttemptAggregate, chargeAttemptCodec } from './charge-attempt-aggregate.ts';
import * as attempt from './domain/charge-attempt.examples.ts';
import type { ChargeAttemptEvent } from './domain/events.ts';
import * as example from './domain/operations.examples.ts';
import { chargeAttemptPublisher } from './public-events.ts';

const { created, processing, actionRequired, authorized, succeeded, declined, failed, unknown } = attempt;
const told = { rule: 'r', candidates: ['alpha'], excluded: [{ provider: 'beta', reason: 'down' }] } as const;
const routing = { ...told, rulesVersion: 7 };
const resolved = { ...succeeded, resolvedBy: 'status_query', at: attempt.later } as const;

const held = [created({ captureMethod: 'manual' }), processing, authorized] as const;
const refund = example.refundRequested('re_1', 1n);

const stories: readonly (readonly [readonly PublicEventType[], readonly ChargeAttemptEvent[]])[] = [
  [['charge.created'], [created()]],
  [['charge.created'], [created({ routing, returnUrl: 'https://shop.example', captureMethod: 'manual' }), processing]],
  [
    ['charge.created', 'charge.succeeded'],
    [created(), processing, succeeded],
  ],
  [
    ['charge.created', 'charge.authorized', 'charge.void_failed', 'charge.voided'],
    [...held, example.voidRequested, example.voidFailed, example.voidRequested, example.voided(10_000n)],
  ],
  [
    ['charge.created', 'charge.authorized', 'charge.capture_failed', 'charge.captured'],
    [...held, example.captureRequested(4_000n), example.captureFailed, example.captured(4_000n)],
  ],
  [
    ['charge.created', 'charge.succeeded', 'charge.refunded', 'charge.refund_failed'],
    [
      created(),
      processing,
      succeeded,
      refund,
      example.sent('re_1'),
      example.refunded('re_1', 1n),
      example.refundFailed,
    ],
  ],
  [
    ['charge.created', 'charge.authorized', 'charge.reversed'],
    [...held, example.reversalRequested('void'), example.reversed],
  ],
  [
    ['charge.created', 'charge.requires_action', 'charge.declined'],
    [created(), processing, actionRequired, declined],
  ],
  [
    ['charge.created', 'charge.failed'],
    [created(), processing, failed],
  ],
  [
    ['charge.created', 'charge.unknown', 'charge.succeeded'],
    [created(), processing, unknown, resolved],
  ],
  [
    ['charge.created', 'charge.failed'],
    [created({ provider: null, routing: { ...routing, candidates: [] } }), failed],
  ],
  [['charge.created'], [created(), attempt.cancelled]],
  ...(
    [
      ['charge.dispute_won', attempt.disputeWon],
      ['charge.dispute_lost', attempt.disputeLost],
    ] as const
  ).map(
    ([told, decided]) =>
      [
        ['charge.created', 'charge.succeeded', 'charge.disputed', told],
        [created(), processing, succeeded, attempt.disputed, decided],
      ] as const,
  ),
];

const tell = (events: readonly ChargeAttemptEvent[]) =>
  published(store => chargeAttemptPublisher(chargeAttemptAggregate(store)), chargeAttemptCodec, events);

describe('what is told of a charge', () => {
  it.each([declined, failed])('says whether it is the last word on its confirmation: $type', async ended => {
    for (const nextProvider of [null, 'beta']) {
      const [, told] = await tell([created(), processing, { ...ended, nextProvider }]);
      expect(told?.data['is_last']).toBe(nextProvider === null);
    }
  });

  it.each(stories)('is %j, each as the contract says', async (types, events) => {
    const drafts = await tell(events);
    expect(drafts.map(({ type }) => type)).toEqual(types);
    for (const { type, data } of drafts) expect(publicEvents[type as PublicEventType].parse(data)).toEqual(data);
  });

  it('is every public event of a charge', () => {
    const told = new Set(stories.flatMap(([types]) => types));
    expect([...told].sort()).toEqual(
      Object.keys(publicEvents)
        .filter(type => type.startsWith('charge.'))
        .sort(),
    );
  });

  it('says where to send the payer only while the payer has to go there', async () => {
    const [, asked, decided] = await tell([created(), processing, actionRequired, succeeded]);
    expect(asked?.data['next_action']).toMatchObject({ redirect_user_to_url: { url: actionRequired.redirectUrl } });
    expect(decided?.data['next_action']).toBeNull();
  });

  it('says since when it was unknown, and what made it known', async () => {
    const [, , known] = await tell([created(), processing, unknown, resolved]);
    expect(known?.data['charge']).toMatchObject({
      status: 'SUCCEEDED',
      unknown_since: unknown.at,
      resolution: { by: 'status_query', at: attempt.later },
    });
  });
});
