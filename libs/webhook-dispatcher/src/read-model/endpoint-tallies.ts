import type { Attempted } from '../domain/delivery/events.ts';

/** How the tries of one endpoint went, in order: a row of parameter `$number` of `tallying`. */
interface Tally {
  readonly id: string;
  /** Whether one of them succeeded. */
  readonly recovered: boolean;
  /** The first and the last that failed after that. */
  readonly failed_since: string | null;
  readonly failed_at: string | null;
  readonly gone: boolean;
}

const GONE = 410;

const tallyOf = (id: string, before: Tally | undefined, { at, next, statusCode }: Attempted): Tally =>
  next.status === 'DELIVERED'
    ? { id, recovered: true, failed_since: null, failed_at: null, gone: before?.gone ?? false }
    : {
        id,
        recovered: before?.recovered ?? false,
        failed_since: before?.failed_since ?? at,
        failed_at: at,
        gone: (before?.gone ?? false) || statusCode === GONE,
      };

/** One for each endpoint. */
export const tally = (attempts: readonly Attempted[]): readonly Tally[] => {
  const tallies = new Map<string, Tally>();
  for (const attempt of attempts)
    tallies.set(attempt.endpointId, tallyOf(attempt.endpointId, tallies.get(attempt.endpointId), attempt));
  return [...tallies.values()];
};

/** Takes over how tries went, from JSON parameter `$number`: failing begins with the first failure after a success. */
export const tallying = (number: number): string => `
  update webhook.endpoints_v1 endpoint set
    failing_since = case when told.recovered then told.failed_since
                         else coalesce(endpoint.failing_since, told.failed_since) end,
    failed_at = case when told.recovered then told.failed_at else coalesce(told.failed_at, endpoint.failed_at) end,
    is_gone = endpoint.is_gone or told.gone
  from json_to_recordset($${number}) as told
    (id text, recovered boolean, failed_since timestamptz, failed_at timestamptz, gone boolean)
  where endpoint.id = told.id and (told.failed_at is not null or endpoint.failing_since is not null)`;
