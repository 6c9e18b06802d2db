import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listOperations } from '../books/books.ts';
import type { Operation } from '../books/operation.ts';
import type { Dispute } from '../disputes/dispute.ts';
import { decideDispute, findDispute, listDisputes } from '../disputes/dispute-book.ts';
import { faultRequest } from '../faults/fault.ts';
import type { Psp } from '../psp.ts';
import { Refusal } from '../refusal.ts';
import { valid } from '../valid.ts';

const chargesQuery = z.strictObject({ reference: z.string().min(1).optional() });
const disputesQuery = z.strictObject({ charge: z.string().min(1).optional() });
const disputeDecision = z.strictObject({ outcome: z.enum(['won', 'lost']) });

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

const requireLoopback = async ({ socket }: FastifyRequest): Promise<void> => {
  if (!LOOPBACK.test(socket.remoteAddress ?? ''))
    throw new Refusal('forbidden', 'The control API answers on the loopback interface only.');
};

const entry = ({ provider, reference, charge, operation, amount, currency, status, calls, at }: Operation): object => ({
  ...{ provider, reference, charge, operation },
  ...{ amount: Number(amount), currency, status, calls, at: at.toISOString() },
});

const disputeEntry = ({ id, provider, charge, amount, currency, reason, status, openedAt, at }: Dispute): object => ({
  ...{ id, provider, charge, amount: Number(amount), currency, reason, status },
  ...{ opened_at: openedAt.toISOString(), at: at.toISOString() },
});

/** Decides it, and tells the merchant. */
const decide = async (psp: Psp, id: string, outcome: 'won' | 'lost'): Promise<Dispute> => {
  const decided = await decideDispute(psp.pool, id, outcome, new Date());
  if (!decided)
    throw (await findDispute(psp.pool, id))
      ? new Refusal('dispute_decided', 'The dispute is decided otherwise.')
      : new Refusal('not_found', 'There is no such dispute.');
  await psp.disputes.tell();
  return decided;
};

/** What tests see and script, under `/control`. */
export const controlRoutes =
  (psp: Psp) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', requireLoopback);

    app.get('/charges', async ({ query }) => {
      const { reference } = valid(chargesQuery, query);
      return { data: (await listOperations(psp.pool, reference ?? null)).map(entry) };
    });

    app.get('/disputes', async ({ query }) => {
      const { charge } = valid(disputesQuery, query);
      return { data: (await listDisputes(psp.pool, charge ?? null)).map(disputeEntry) };
    });

    app.post<{ Params: { readonly id: string } }>('/disputes/:id', async ({ params: { id }, body }) => {
      const { outcome } = valid(disputeDecision, body);
      return { dispute: disputeEntry(await decide(psp, id, outcome)) };
    });

    app.post('/faults', async ({ body }, reply) => {
      const fault = valid(faultRequest, body);
      psp.faults.add(fault);
      return reply.code(201).send({ fault });
    });

    app.delete('/faults', async (_request, reply) => {
      psp.faults.clear();
      return reply.code(204).send();
    });
  };
