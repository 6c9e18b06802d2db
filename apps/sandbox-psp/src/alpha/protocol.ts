import type { Protocol } from '../protocol.ts';
import { signNews, writeDisputeNews, writeNews } from './callback.ts';
import { writeRefusal } from './refusals.ts';
import { routes } from './routes.ts';

/** README, "Protocol of `alpha`". */
export const alpha: Protocol = { routes, writeRefusal, writeNews, writeDisputeNews, signNews };
