import type { ClientBase } from 'pg';
import type { RecordedWebhookEvent } from '../domain/event/recorded.ts';
import type { SecretVersion } from '../domain/endpoint/state.ts';

/** Where and how an endpoint's deliveries are sent. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly SecretVersion[];
  readonly rate_limit_per_s: number | null;
  readonly concurrency: number;
  readonly ordered: boolean;
  readonly v1a: boolean;
}

/** An endpoint that takes deliveries. */
export interface Listener extends Target {
  readonly id: string;
  readonly merchant_id: string;
  readonly event_types: readonly string[];
  readonly is_gone: boolean;
  /** Log position of what made it as it is. */
  readonly changed_position: string;
}

/** Selects the enabled endpoints of the merchants of parameter 1. */
export const LISTENERS = `
  select id, merchant_id, event_types, is_gone, changed_position,
         url, headers, secrets, rate_limit_per_s, concurrency, ordered, v1a
  from webhook.endpoints_v1 where status = 'ENABLED' and merchant_id = any ($1) order by id`;

/** The enabled endpoints of these merchants, for whoever writes the rows. */
export const readListeners = async (
  client: Pick<ClientBase, 'query'>,
  merchantIds: readonly string[],
): Promise<readonly Listener[]> => {
  const values = [merchantIds];
  const { rows } = await client.query<Listener>({ name: 'webhook listeners', text: LISTENERS, values });
  return rows;
};

/** Whether the event is for that endpoint. */
export const wants = ({ id, merchant_id, event_types }: Listener, event: RecordedWebhookEvent): boolean => {
  if (merchant_id !== event.merchantId) return false;
  if (event.onlyTo !== null) return event.onlyTo === id;
  return event.notTo !== id && (event_types.includes('*') || event_types.includes(event.eventType));
};
