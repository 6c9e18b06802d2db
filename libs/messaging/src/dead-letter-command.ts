import { DeadLetters } from '@counterfoil/event-sourcing';
import type { DeadLetter } from '@counterfoil/event-sourcing';
import { parseArgs } from 'node:util';
import type { Pool } from 'pg';
import { z } from 'zod';

/** What the command was asked, or how to ask it. */
export class DeadLetterUsage extends Error {
  constructor() {
    super('Usage: npm run dlq -- list|redrive [--group <group>] [--key <key>]');
  }
}

const option = z.string().min(1).optional();
const asked = z
  .strictObject({ verb: z.enum(['list', 'redrive']), group: option, key: option })
  .refine(({ key, group }) => key === undefined || group !== undefined);

/** @throws DeadLetterUsage */
const parse = (args: readonly string[]): z.infer<typeof asked> => {
  try {
    const options = { group: { type: 'string' }, key: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [verb, ...rest] = positionals;
    return asked.parse({ ...values, verb: rest.length === 0 ? verb : null });
  } catch {
    throw new DeadLetterUsage(); // It says all that there is to say.
  }
};

const groupsWithLetters = async (pool: Pool): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ consumer: string }>(
    'select distinct consumer from consumer.dead_letters order by consumer',
  );
  return rows.map(({ consumer }) => consumer);
};

const HEADINGS = ['GROUP', 'KEY', 'TYPE', 'STATE', 'ATTEMPTS', 'TIME', 'ERROR'];

const rowOf = (group: string, { key, type, state, attempts, at, error }: DeadLetter): readonly string[] => [
  ...[group, key, type, state, String(attempts), at.toISOString()],
  (error ?? '').replaceAll(/\s+/g, ' '),
];

const list = async (pool: Pool, groups: readonly string[], key: string | undefined): Promise<readonly string[][]> => {
  const rows: (readonly string[])[] = [];
  for (const group of groups)
    for (const letter of await new DeadLetters(pool, group).list())
      if (key === undefined || letter.key === key) rows.push(rowOf(group, letter));
  return rows.length === 0 ? [] : [HEADINGS, ...rows.map(row => [...row])];
};

/**
 * `list` answers a table of what groups and process managers gave up on, and of what waits behind it; `redrive` has it
 * run again, where the group runs, and tells how many by group. Both of every group, or of one, or of one key in it.
 * @throws DeadLetterUsage
 */
export const deadLetterCommand = (
  args: readonly string[],
): ((pool: Pool) => Promise<readonly (readonly string[])[]>) => {
  const { verb, group, key } = parse(args);
  return async pool => {
    const groups = group === undefined ? await groupsWithLetters(pool) : [group];
    if (verb === 'list') return list(pool, groups, key);
    const rows: (readonly string[])[] = [];
    for (const name of groups) rows.push([name, String(await new DeadLetters(pool, name).redrive(key))]);
    return [['GROUP', 'DUE'], ...rows];
  };
};
