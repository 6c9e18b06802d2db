import type { FastifyInstance } from 'fastify';
import type { Operation } from './books/operation.ts';
import type { CallbackProtocol } from './callbacks/callback.ts';
import type { Psp } from './psp.ts';
import type { Refusal } from './refusal.ts';

/** One answer, as a provider's protocol has it. */
export interface Written {
  readonly status: number;
  /** The media type; default `application/json`. */
  readonly type?: string;
  readonly body: object;
}

/** What is known of an operation: its row in the books, that a call is not decided yet, that nothing happened, or will. */
export type Found = Operation | 'processing' | 'nothing' | 'abandoned';

/** How one provider speaks. What it does is the same for all: books, rules, cards, challenges and faults. */
export interface Protocol extends CallbackProtocol {
  /** Its calls, under `/<provider>`. */
  readonly routes: (psp: Psp) => (app: FastifyInstance) => Promise<void>;
  readonly writeRefusal: (refusal: Refusal) => Written;
}
