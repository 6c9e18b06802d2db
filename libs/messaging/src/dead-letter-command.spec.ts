import { DeadLetters, migrateConsumers } from '@counterfoil/event-sourcing';
import { testDatabase } from '@counterfoil/testing';
import type { TestDatabase } from '@counterfoil/testing';
import { deadLetterCommand } from './dead-letter-command.ts';

describe('npm run dlq', () => {
  let db: TestDatabase;
  const run = (...args: readonly string[]) => deadLetterCommand(args)(db.pool);

  beforeEach(async () => {
    db = await testDatabase();
    await migrateConsumers(db.pool);
    for (const [group, key] of [
      ['payment.charge-outcomes', 'pay_1'],
      ['webhook.recording', 'pay_1'],
      ['webhook.recording', 'pay_2'],
    ] as const) {
      const id = `evt_${key}`;
      const letter = { position: null, key, stream: 'topic/0', revision: 7, eventId: id, type: 'x', message: '{}' };
      await new DeadLetters(db.pool, group).bury(letter, { error: new Error('no\nroom'), attempts: 10 });
    }
  });
  afterEach(() => db.drop());

  it('lists the letters of every group, of one, and of a key in it', async () => {
    const [headings, first, ...rest] = await run('list');
    expect(headings).toEqual(['GROUP', 'KEY', 'TYPE', 'STATE', 'ATTEMPTS', 'TIME', 'ERROR']);
    expect(first).toEqual(['payment.charge-outcomes', 'pay_1', 'x', 'dead', '10', expect.any(String), 'no room']);
    expect(rest.map(([group, key]) => [group, key])).toEqual([
      ['webhook.recording', 'pay_1'],
      ['webhook.recording', 'pay_2'],
    ]);
    expect(await run('list', '--group', 'webhook.recording', '--key', 'pay_2')).toHaveLength(2);
    expect(await run('list', '--group', 'nobody')).toEqual([]);
  });

  it('has them run again, and tells how many by group', async () => {
    expect(await run('redrive', '--group', 'webhook.recording', '--key', 'pay_1')).toEqual([
      ['GROUP', 'DUE'],
      ['webhook.recording', '1'],
    ]);
    expect((await run('list')).map(([group, key, , state]) => `${group} ${key} ${state}`).slice(1)).toEqual([
      'payment.charge-outcomes pay_1 dead',
      'webhook.recording pay_1 due',
      'webhook.recording pay_2 dead',
    ]);
    expect(await run('redrive')).toEqual([
      ['GROUP', 'DUE'],
      ['payment.charge-outcomes', '1'],
      ['webhook.recording', '2'],
    ]);
  });

  it.each([[[]], [['drop']], [['list', '--grp', 'x']], [['redrive', '--key', 'pay_1']], [['list', '--group']]])(
    'tells how it is used when asked %j',
    args =>
      expect(() => deadLetterCommand(args)).toThrow(
        'Usage: npm run dlq -- list|redrive [--group <group>] [--key <key>]',
      ),
  );
});
