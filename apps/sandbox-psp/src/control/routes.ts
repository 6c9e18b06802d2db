import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listOperations } from '../books/books.ts';
import type { Operation } from '../books/operation.ts';
import { faultRequest } from '../faults/fault.ts';
import type { Psp } from '../psp.ts';
import { Refusal } from '../refusal.ts';
import { valid } from '../valid.ts';

const chargesQuery = z.strictObject({ reference: z.string().min(1).optional() });

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

const requireLoopback = async ({ socket }: FastifyRequest): Promise<void> => {
  if (!LOOPBACK.test(socket.remoteAddress ?? ''))
    throw new Refusal('forbidden', 'The control API answers on the loopback interface only.');
};

const entry = ({ provider, reference, charge, operation, amount, currency, status, calls, at }: Operation): object => ({
  ...{ provider, reference, charge, operation },
  ...{ amount: Number(amount), currency, status, calls, at: at.toISOString() },
});

/** What tests see and script, under `/control`. */
export const controlRoutes =
  (psp: Psp) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', requireLoopback);

    app.get('/charges', async ({ query }) => {
      const { reference } = valid(chargesQuery, query);
      return { data: (await listOperations(psp.pool, reference ?? null)).map(entry) };
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
