import { deciderSpec, sortedTransitions, walkTransitions } from '@counterfoil/testing';
import { deliveryDecider, deliveryTransitions, type DeliveryCommand } from './delivery.ts';
import type { Attempted } from './events.ts';
import { waitAfter } from './schedule.ts';

const now = '2026-11-21T10:00:00.000Z';
const about = { deliveryId: 'whd_1', eventId: 'evt_1', endpointId: 'we_1' };
const answered = (statusCode: number | null, more: Partial<DeliveryCommand> = {}): DeliveryCommand => ({
  ...{ type: 'RecordTry', ...about, round: '7', statusCode, error: null, latencyMs: 3, excerpt: '', now },
  ...{ retryAfterMs: null, jitter: 0.5, ...more },
});
const retry: DeliveryCommand = { type: 'RequestRetry', ...about, now };
const failed = (number: number, round = '7'): Attempted => ({
  ...{ type: 'WebhookDeliveryAttempted', ...about, at: now, round, number, statusCode: 500, error: null },
  ...{ latencyMs: 3, excerpt: '', next: { status: 'RETRYING', attemptAt: now } },
});
const failures = (count: number) => Array.from({ length: count }, (_, index) => failed(index + 1));
const { given } = deciderSpec(deliveryDecider);

describe('a delivery', () => {
  it('goes where its table says, in every status by every command', () => {
    const commands = () => [answered(200), answered(500), answered(410), retry];
    const walked = walkTransitions(deliveryDecider, commands, state => `${state.status} ${Math.min(state.tries, 3)}`);
    expect(walked.transitions).toEqual(sortedTransitions(deliveryTransitions));
  });

  it.each([200, 201, 204, 299])('is delivered by a %d', code =>
    given()
      .when(answered(code))
      .then({ type: 'WebhookDeliveryAttempted', number: 1, next: { status: 'DELIVERED' } }),
  );

  it.each([null, 199, 301, 400, 404, 500])('is tried again after %s', code =>
    given()
      .when(answered(code))
      .then({ type: 'WebhookDeliveryAttempted', next: { status: 'RETRYING', attemptAt: '2026-11-21T10:00:05.000Z' } }),
  );

  it.each(['timeout', 'connection_failed'])('is tried again when the answer began with 200 and ended in %s', error =>
    given()
      .when(answered(200, { error }))
      .then({
        type: 'WebhookDeliveryAttempted',
        statusCode: 200,
        error,
        next: { status: 'RETRYING', attemptAt: '2026-11-21T10:00:05.000Z' },
      }),
  );

  it('ends with a 410, and with the tenth try of a round', () => {
    given()
      .when(answered(410))
      .then({ type: 'WebhookDeliveryAttempted', next: { status: 'EXHAUSTED' } });
    given(...failures(8))
      .when(answered(500))
      .then({
        type: 'WebhookDeliveryAttempted',
        number: 9,
        next: { status: 'RETRYING', attemptAt: '2026-11-22T10:00:00.000Z' },
      });
    given(...failures(9))
      .when(answered(500))
      .then({ type: 'WebhookDeliveryAttempted', number: 10, next: { status: 'EXHAUSTED' } });
  });

  it('begins its schedule anew when it is asked for anew, and goes on counting', () =>
    given(...failures(9))
      .when(answered(500, { round: '12' }))
      .then({
        type: 'WebhookDeliveryAttempted',
        number: 10,
        next: { status: 'RETRYING', attemptAt: '2026-11-21T10:00:05.000Z' },
      }));
});

describe('the schedule', () => {
  it('differs by a fifth at most, either way', () => {
    expect([waitAfter(2, 0, null), waitAfter(2, 0.5, null), waitAfter(2, 1, null)]).toEqual([
      240_000, 300_000, 360_000,
    ]);
  });

  it('does as the receiver asks, for a day at most', () => {
    expect([waitAfter(1, 0.9, 90_000), waitAfter(1, 0, 10 * 86_400_000), waitAfter(4, 0, 3_600_000)]).toEqual([
      90_000, 86_400_000, 3_600_000,
    ]);
  });

  it('is brought forward by one step at most: who always says "at once" does not use up all tries within seconds', () => {
    const waits = Array.from({ length: 9 }, (_, index) => waitAfter(index + 1, 0, 0)! / 1_000);
    expect(waits).toEqual([1, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000]);
  });
});
