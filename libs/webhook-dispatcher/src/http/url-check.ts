import { takeValid } from '@counterfoil/platform/http';
import { z } from 'zod';
import { checkUrl } from '../delivery/check-url.ts';

/** Nest's injection token of `TakeEndpoint`. */
export const TAKE_ENDPOINT = Symbol('TakeEndpoint');

/** Takes a body by its schema. @throws Problem validation_failed, at `/url` for one that webhooks must not go to */
export type TakeEndpoint = <Schema extends z.ZodType>(schema: Schema, body: unknown) => Promise<z.output<Schema>>;

const naming = z.object({ url: z.string() });

/** By `WEBHOOK_ALLOW_LOOPBACK`. */
export const takeEndpoint =
  (allowLoopback: boolean): TakeEndpoint =>
  async (schema, body) => {
    const { data } = naming.safeParse(body);
    const detail = data ? await checkUrl(data.url, { allowLoopback }) : null;
    return takeValid(schema, body, detail === null ? [] : [{ pointer: '/url', detail }]);
  };
