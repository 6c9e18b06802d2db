import type { Protocol } from '../protocol.ts';
import { signNews, writeDisputeNews, writeNews } from './callback.ts';
import { writeRefusal } from './refusals.ts';
import { routes } from './routes.ts';

/** README, "Protocol of `beta`". */
export const beta: Protocol = { routes, writeRefusal, writeNews, writeDisputeNews, signNews };
