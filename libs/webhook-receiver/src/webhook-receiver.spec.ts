import { Webhook } from 'standardwebhooks';
import {
  InMemory,
  WebhookReceiver,
  type Place,
  type ReceiverMemory,
  type ReceiverOptions,
  type WebhookEvent,
} from './index.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const whole: Place = { missing: null, isLate: false };

const eventOf = (
  sequence: number | null,
  paymentId: string | null = 'pay_1',
  id = `evt_${paymentId}_${sequence}`,
): WebhookEvent => ({
  id,
  type: 'payment.processing',
  created_at: '2026-11-21T10:00:00.000Z',
  merchant_id: 'mer_1',
  paymentId,
  trace_id: null,
  sequence,
  data: { payment: { id: paymentId } },
});

const deliver = (receiver: WebhookReceiver, event: WebhookEvent) => {
  const body = JSON.stringify(event);
  const now = new Date();
  return receiver.receive(body, {
    'webhook-id': event.id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(event.id, now, body),
  });
};

/** A receiver that writes down what it handled. */
const recording = (options: Partial<ReceiverOptions> = {}) => {
  const handled: (readonly [number | null, Place])[] = [];
  const handle = async ({ sequence }: WebhookEvent, place: Place) => void handled.push([sequence, place]);
  return { handled, receiver: new WebhookReceiver({ keys: [secret], patienceMs: 60_000, handle, ...options }) };
};

/** What somebody else decides when to end. */
const gate = () => {
  let open = (): void => {};
  const opened = new Promise<void>(resolve => (open = resolve));
  return { open, opened };
};

describe('a receiver', () => {
  it('answers 204 once the handler has ended, and not before', async () => {
    const { open, opened } = gate();
    const { receiver } = recording({ handle: () => opened });
    let isAnswered = false;
    const receipt = deliver(receiver, eventOf(1)).finally(() => (isAnswered = true));
    await new Promise(setImmediate);
    expect(isAnswered).toBe(false);
    open();
    expect(await receipt).toMatchObject({ type: 'handled', status: 204, event: { id: 'evt_pay_1_1' } });
  });

  it('answers 401 to a wrong signature and 400 to other faults, and says which', async () => {
    const { receiver, handled } = recording();
    const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1_000)) };
    const wrong = await receiver.receive('{}', { ...headers, 'webhook-signature': 'v1,x' });
    expect(wrong).toMatchObject({ type: 'refused', status: 401, code: 'signature_mismatch' });
    expect(await receiver.receive('{}', headers)).toMatchObject({
      type: 'refused',
      status: 400,
      code: 'header_missing',
    });
    expect(handled).toEqual([]);
  });

  it('handles an event once, however often it comes, one after the other or at once', async () => {
    const { receiver, handled } = recording();
    const twice = [deliver(receiver, eventOf(1)), deliver(receiver, eventOf(1))];
    expect(await Promise.all(twice)).toMatchObject([{ status: 204 }, { status: 204 }]);
    expect(await deliver(receiver, eventOf(1))).toMatchObject({ type: 'duplicate', status: 204 });
    expect(handled).toEqual([[1, whole]]);
  });

  it('handles an event again whose handler failed, and tells the framework of the failure', async () => {
    const failures = [new Error('database down')];
    const { receiver } = recording({
      handle: () => {
        const failure = failures.pop();
        if (failure) throw failure;
      },
    });
    await expect(deliver(receiver, eventOf(1))).rejects.toThrow('database down');
    expect(await deliver(receiver, eventOf(1))).toMatchObject({ type: 'handled' });
  });

  it('handles the events of a payment in order, whatever the order in which they come', async () => {
    const { receiver, handled } = recording();
    const came = [3, 5, 2, 4, 1].map(sequence => deliver(receiver, eventOf(sequence)));
    await Promise.all(came);
    expect(handled).toEqual([1, 2, 3, 4, 5].map(sequence => [sequence, whole]));
  });

  it('handles the events of a payment one at a time, and those of others beside them', async () => {
    const { open, opened } = gate();
    const begun: string[] = [];
    const { receiver } = recording({
      handle: async ({ id, paymentId }) => {
        begun.push(id);
        if (paymentId === 'pay_1') await opened;
      },
    });
    const first = [deliver(receiver, eventOf(1)), deliver(receiver, eventOf(2))];
    await deliver(receiver, eventOf(1, 'pay_2'));
    expect(begun).toEqual(['evt_pay_1_1', 'evt_pay_2_1']);
    open();
    await Promise.all(first);
    expect(begun).toEqual(['evt_pay_1_1', 'evt_pay_2_1', 'evt_pay_1_2']);
  });

  it('waits no longer than its patience, then tells which events are missing, and that they are late when they come', async () => {
    const { receiver, handled } = recording({ patienceMs: 20 });
    await Promise.all([deliver(receiver, eventOf(1)), deliver(receiver, eventOf(5)), deliver(receiver, eventOf(4))]);
    await deliver(receiver, eventOf(2));
    expect(handled).toEqual([
      [1, whole],
      [4, { missing: { from: 2, to: 3 }, isLate: false }],
      [5, whole],
      [2, { missing: null, isLate: true }],
    ]);
  });

  it('does not wait at all when its patience is 0, as of an endpoint that takes some types only', async () => {
    const { receiver, handled } = recording({ patienceMs: 0 });
    await deliver(receiver, eventOf(4));
    expect(handled).toEqual([[4, { missing: { from: 1, to: 3 }, isLate: false }]]);
  });

  it('lets the next ones wait for one whose handler failed, until it is sent again', async () => {
    const failures = [new Error('database down')];
    const handled: (number | null)[] = [];
    const { receiver } = recording({
      handle: ({ sequence }) => {
        const failure = failures.pop();
        if (failure) throw failure;
        handled.push(sequence);
      },
    });
    const first = deliver(receiver, eventOf(1));
    const second = deliver(receiver, eventOf(2));
    await expect(first).rejects.toThrow('database down');
    await deliver(receiver, eventOf(1));
    await second;
    expect(handled).toEqual([1, 2]);
  });

  it('handles events of no payment as they come', async () => {
    const { receiver, handled } = recording();
    await deliver(receiver, eventOf(null, null, 'evt_test'));
    expect(handled).toEqual([[null, whole]]);
  });

  it('goes on, after a restart, where a memory that is kept says', async () => {
    const memory = new InMemory();
    const before = recording({ memory });
    await deliver(before.receiver, eventOf(1));
    const after = recording({ memory });
    await Promise.all([deliver(after.receiver, eventOf(3)), deliver(after.receiver, eventOf(2))]);
    expect(await deliver(after.receiver, eventOf(1))).toMatchObject({ type: 'duplicate' });
    expect(after.handled).toEqual([
      [2, whole],
      [3, whole],
    ]);
  });

  it('has an event sent again when its memory fails, and uses it again', async () => {
    const kept = new InMemory();
    const failures = { isHandled: 1, lastSequence: 1, handled: 1 };
    const or = <T>(operation: keyof typeof failures, work: () => T): T => {
      failures[operation] -= 1;
      if (failures[operation] >= 0) throw new Error(`${operation} failed`);
      return work();
    };
    const memory: ReceiverMemory = {
      isHandled: id => or('isHandled', () => kept.isHandled(id)),
      lastSequence: id => or('lastSequence', () => kept.lastSequence(id)),
      handled: event => or('handled', () => kept.handled(event)),
    };
    const { receiver } = recording({ memory });
    for (const operation of ['isHandled', 'lastSequence', 'handled'])
      await expect(deliver(receiver, eventOf(1))).rejects.toThrow(`${operation} failed`);
    expect(await deliver(receiver, eventOf(1))).toMatchObject({ type: 'handled' });
    expect(await deliver(receiver, eventOf(1))).toMatchObject({ type: 'duplicate' });
  });

  it('holds no more than a bound of what waits, and lets the rest through with its gaps', async () => {
    const { receiver, handled } = recording();
    const waiting = Array.from({ length: 1_000 }, (_, n) => deliver(receiver, eventOf(2, `pay_w${n}`)));
    await new Promise(setImmediate);
    expect(handled).toEqual([]);
    await deliver(receiver, eventOf(2, 'pay_beyond'));
    expect(handled).toEqual([[2, { missing: { from: 1, to: 1 }, isLate: false }]]);
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => deliver(receiver, eventOf(1, `pay_w${n}`))));
    await Promise.all(waiting);
    expect(handled).toHaveLength(2_001);
  });
});

describe('the memory of a process', () => {
  it('forgets what was handled longest ago, so that it does not grow for ever', () => {
    const memory = new InMemory(2);
    for (const n of [1, 2, 3]) memory.handled(eventOf(n, `pay_${n}`, `evt_${n}`));
    expect([1, 2, 3].map(n => memory.isHandled(`evt_${n}`))).toEqual([false, true, true]);
    expect([1, 2, 3].map(n => memory.lastSequence(`pay_${n}`))).toEqual([0, 2, 3]);
  });

  it('never counts backwards', () => {
    const memory = new InMemory();
    memory.handled(eventOf(5));
    memory.handled(eventOf(2));
    expect(memory.lastSequence('pay_1')).toBe(5);
  });
});
