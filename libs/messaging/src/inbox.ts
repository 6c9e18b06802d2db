import type { ClientBase, Pool } from 'pg';

/**
 * For consumers whose effect is a row: notes in the effect's own transaction that `group` has had a message. False when
 * it had it before, and there is nothing left to do. (An effect that is an append with a derived id needs none.)
 */
export const inbox = async (client: ClientBase, group: string, eventId: string): Promise<boolean> => {
  const { rowCount } = await client.query({
    name: 'inbox',
    text: 'insert into consumer.inbox (consumer, event_id) values ($1, $2) on conflict do nothing',
    values: [group, eventId],
  });
  return rowCount === 1;
};

/**
 * Forgets what `group` had before `before`: it must not come again. A topic that is read anew from its beginning brings
 * everything that it still keeps. Answers how many were forgotten.
 */
export const sweepInbox = async (pool: Pool, group: string, before: Date): Promise<number> => {
  const { rowCount } = await pool.query('delete from consumer.inbox where consumer = $1 and at < $2', [group, before]);
  return rowCount ?? 0;
};
