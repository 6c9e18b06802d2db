import { eventually } from '@counterfoil/testing';
import type { Messaging } from '../messaging.ts';
import { byKey, listen, oneTo, rounds } from './messaging-under-test.ts';
import type { MessagingUnderTest } from './messaging-under-test.ts';

const states = async (messaging: Messaging, group: string) =>
  (await messaging.listDeadLetters(group)).map(({ key, state, attempts }) => `${key} ${state} ${attempts}`);

/** What becomes of a message whose handler never succeeds, and of those behind it. */
export const deadLetterContract = (current: () => MessagingUnderTest): void => {
  /** A group whose handler refuses message 2 of key `bad` for as long as `healed` is false. */
  const listenUntilHealed = (messaging: Messaging, retry = { maxAttempts: 3, initialDelayMs: 1 }) => {
    const patient = { healed: false };
    const before = ({ key, n }: { readonly key: string; readonly n: number }) => {
      if (key === 'bad' && n === 2 && !patient.healed) throw new Error('cannot be handled');
    };
    return { patient, ...listen(current(), messaging, 'patient', { retry, before }) };
  };

  it('lists what was given up on, and parks what comes behind it, while other keys go on', async () => {
    const topic = current();
    const messaging = await topic.messaging();
    const { messages } = listenUntilHealed(messaging);

    await topic.publish(rounds(['bad', 'good'], 4));
    await eventually(async () => messages.length === 5 && (await messaging.listDeadLetters('patient')).length === 3);

    expect(byKey(messages)).toEqual({ bad: [1], good: oneTo(4) });
    const [dead, ...parked] = await messaging.listDeadLetters('patient');
    expect(dead).toMatchObject({ key: 'bad', state: 'dead', error: 'cannot be handled', attempts: 3 });
    expect(parked.map(({ key, state, error, attempts }) => [key, state, error, attempts])).toEqual([
      ['bad', 'parked', null, 0],
      ['bad', 'parked', null, 0],
    ]);
    expect(await messaging.listDeadLetters('nobody')).toEqual([]);
  });

  it('runs dead and parked messages again in order, and then the key goes on', async () => {
    const topic = current();
    const messaging = await topic.messaging();
    const { messages, patient } = listenUntilHealed(messaging);
    await topic.publish(rounds(['bad'], 5));
    await eventually(async () => (await messaging.listDeadLetters('patient')).length === 4);

    patient.healed = true;
    expect(await (await topic.messaging()).redrive('patient')).toBe(4);
    await topic.publish([{ key: 'bad', n: 6 }]);
    await eventually(() => messages.length === 6);

    expect(byKey(messages)).toEqual({ bad: oneTo(6) });
    await eventually(async () => (await messaging.listDeadLetters('patient')).length === 0);
  });

  it('gives up again when the message still fails, and keeps the others behind it', async () => {
    const topic = current();
    const messaging = await topic.messaging();
    const { messages, patient } = listenUntilHealed(messaging);
    await topic.publish(rounds(['bad'], 4));
    await eventually(async () => (await messaging.listDeadLetters('patient')).length === 3);

    await messaging.redrive('patient', 'bad');
    await eventually(async () => (await states(messaging, 'patient'))[0] === 'bad dead 6');
    expect(await states(messaging, 'patient')).toEqual(['bad dead 6', 'bad parked 0', 'bad parked 0']);

    patient.healed = true;
    await messaging.redrive('patient', 'bad');
    await eventually(() => messages.length === 4);
    expect(byKey(messages)).toEqual({ bad: oneTo(4) });
  });

  it('runs the letters of the key that was named, and no other', async () => {
    const topic = current();
    const messaging = await topic.messaging();
    let healed = false;
    const { messages } = listen(topic, messaging, 'two-patients', {
      retry: { maxAttempts: 1 },
      before: () => {
        if (!healed) throw new Error('not healed');
      },
    });
    await topic.publish(rounds(['a', 'b'], 1));
    await eventually(async () => (await messaging.listDeadLetters('two-patients')).length === 2);

    healed = true;
    expect(await messaging.redrive('two-patients', 'b')).toBe(1);
    await eventually(async () => (await messaging.listDeadLetters('two-patients')).length === 1);

    expect(messages).toEqual([{ key: 'b', n: 1 }]);
    expect(await states(messaging, 'two-patients')).toEqual(['a dead 1']);
  });

  it('keeps a key parked over a restart, and runs what came due while no instance was there', async () => {
    const topic = current();
    const first = await topic.messaging();
    const before = listenUntilHealed(first);
    await topic.publish(rounds(['bad'], 3));
    await eventually(async () => (await first.listDeadLetters('patient')).length === 2);
    await before.subscription.stop();

    const second = await topic.messaging();
    const between = listenUntilHealed(second);
    await topic.publish([{ key: 'bad', n: 4 }]);
    await eventually(async () => (await second.listDeadLetters('patient')).length === 3);
    await between.subscription.stop();
    await second.redrive('patient');

    const after = listenUntilHealed(await topic.messaging());
    after.patient.healed = true;
    await eventually(() => after.messages.length === 3);

    expect(byKey(before.messages)).toEqual({ bad: [1] });
    expect(byKey(between.messages)).toEqual({});
    expect(byKey(after.messages)).toEqual({ bad: [2, 3, 4] });
  });
};
