import type { ClientBase } from 'pg';

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
