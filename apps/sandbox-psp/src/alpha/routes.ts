import type { FastifyInstance, FastifyReply } from 'fastify';
import { requireAuthorization } from '../authentication.ts';
import { abandon, actOnCard, actOnCharge, tellDispute, tellStatus } from '../charges/act.ts';
import type { Wanted } from '../charges/operate.ts';
import { capture, refund, release, type Charge, type Decision } from '../charges/rules.ts';
import { serve } from '../charges/serve.ts';
import type { Found, Written } from '../protocol.ts';
import type { Psp } from '../psp.ts';
import type { Refusal } from '../refusal.ts';
import { valid } from '../valid.ts';
import { writeAnswer } from './answer.ts';
import { writeDispute } from './dispute.ts';
import { amountRequest, chargeRequest, emptyRequest, idempotencyKey, statusRequest } from './requests.ts';

interface OfCharge {
  readonly Params: { readonly reference: string };
}

const provider = 'alpha';

/** The calls of alpha (README, "Protocol of `alpha`"). */
export const routes =
  (psp: Psp) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', requireAuthorization('Bearer', psp.secretKey));

    const write = (found: Found): Written => writeAnswer(found, psp.origin());

    const serveOnCharge = (
      reply: FastifyReply,
      wanted: Omit<Wanted, 'provider' | 'asked'>,
      rule: (charge: Charge) => Decision | Refusal,
      amount: bigint | null,
    ): Promise<FastifyReply> => {
      const asked = JSON.stringify([wanted.charge, amount === null ? null : Number(amount)]);
      const call = { ...wanted, provider, asked } as const;
      return serve(psp, reply, call, { act: () => actOnCharge(psp, call, rule), write });
    };

    app.post('/v1/charges', ({ headers, body }, reply) => {
      const { 'idempotency-key': reference } = valid(idempotencyKey, headers);
      const order = valid(chargeRequest, body);
      const key = { provider, operation: 'authorize', reference } as const;
      return serve(psp, reply, key, { act: () => actOnCard(psp, key, order), write });
    });

    app.post<OfCharge>('/v1/charges/:reference/capture', ({ params: { reference }, body }, reply) => {
      const { amount } = valid(amountRequest, body);
      return serveOnCharge(reply, { operation: 'capture', reference, charge: reference }, capture(amount), amount);
    });

    app.post<OfCharge>('/v1/charges/:reference/void', ({ params: { reference }, body }, reply) => {
      valid(emptyRequest, body);
      return serveOnCharge(reply, { operation: 'void', reference, charge: reference }, release, null);
    });

    app.post<OfCharge>('/v1/charges/:reference/refunds', ({ params, headers, body }, reply) => {
      const { 'idempotency-key': reference } = valid(idempotencyKey, headers);
      const { amount } = valid(amountRequest, body);
      return serveOnCharge(reply, { operation: 'refund', reference, charge: params.reference }, refund(amount), amount);
    });

    app.get<OfCharge>('/v1/charges/:reference', ({ params: { reference }, query }, reply) => {
      const { operation } = valid(statusRequest, query);
      const act = () => tellStatus(psp, { provider, operation, reference });
      return serve(psp, reply, { provider, operation: 'status', reference }, { act, write });
    });

    app.delete<OfCharge>('/v1/charges/:reference', ({ params: { reference } }, reply) => {
      const act = () => abandon(psp, { provider, reference });
      return serve(psp, reply, { provider, operation: 'status', reference }, { act, write });
    });

    app.get<{ Params: { readonly id: string } }>('/v1/disputes/:id', ({ params: { id } }, reply) => {
      const act = () => tellDispute(psp, provider, id);
      return serve(psp, reply, { provider, operation: 'status', reference: id }, { act, write: writeDispute });
    });
  };
