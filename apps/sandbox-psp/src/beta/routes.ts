import type { FastifyInstance, FastifyReply } from 'fastify';
import { requireAuthorization } from '../authentication.ts';
import type { Operation } from '../books/operation.ts';
import { abandon, actOnCard, actOnCharge, tellDispute, tellStatus } from '../charges/act.ts';
import type { Wanted } from '../charges/operate.ts';
import { capture, inCurrency, refund, release, type Charge, type Decision } from '../charges/rules.ts';
import { serve } from '../charges/serve.ts';
import type { Written } from '../protocol.ts';
import type { Psp } from '../psp.ts';
import type { Refusal } from '../refusal.ts';
import { valid } from '../valid.ts';
import { writeChargebacks } from './chargeback.ts';
import {
  abandonQuery,
  chargebacksQuery,
  creditRequest,
  paymentRequest,
  reversalRequest,
  settlementRequest,
  transactionsQuery,
} from './requests.ts';
import { writeQuery, writeTransaction } from './transaction.ts';

interface OfPayment {
  readonly Params: { readonly payment: string };
}

const provider = 'beta';

/** The merchant's account is its user name. */
const credentials = (secretKey: string): string => Buffer.from(`counterfoil:${secretKey}`).toString('base64');

/** The calls of beta (README, "Protocol of `beta`"). */
export const routes =
  (psp: Psp) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', requireAuthorization('Basic', credentials(psp.secretKey)));

    const write = (kept: Operation): Written => writeTransaction(kept, psp.origin());

    const serveOnPayment = (
      reply: FastifyReply,
      wanted: Omit<Wanted, 'provider' | 'asked'>,
      rule: (charge: Charge) => Decision | Refusal,
      money: { readonly amount: bigint; readonly currency: string } | null,
    ): Promise<FastifyReply> => {
      const asked = JSON.stringify([wanted.charge, ...(money ? [Number(money.amount), money.currency] : [])]);
      const call = { ...wanted, provider, asked } as const;
      return serve(psp, reply, call, { act: () => actOnCharge(psp, call, rule), write });
    };

    app.post('/payments', ({ body }, reply) => {
      const { reference, order } = valid(paymentRequest, body);
      const key = { provider, operation: 'authorize', reference } as const;
      return serve(psp, reply, key, { act: () => actOnCard(psp, key, order), write });
    });

    app.put<OfPayment>('/payments/:payment/settlement', ({ params: { payment }, body }, reply) => {
      const { money } = valid(settlementRequest, body);
      const wanted = { operation: 'capture', reference: payment, charge: payment } as const;
      return serveOnPayment(reply, wanted, inCurrency(money.currency, capture(money.amount)), money);
    });

    app.put<OfPayment>('/payments/:payment/reversal', ({ params: { payment }, body }, reply) => {
      valid(reversalRequest, body);
      return serveOnPayment(reply, { operation: 'void', reference: payment, charge: payment }, release, null);
    });

    app.post<OfPayment>('/payments/:payment/credits', ({ params: { payment }, body }, reply) => {
      const { request_id: reference, money } = valid(creditRequest, body);
      const wanted = { operation: 'refund', reference, charge: payment } as const;
      return serveOnPayment(reply, wanted, inCurrency(money.currency, refund(money.amount)), money);
    });

    app.get('/transactions', ({ query }, reply) => {
      const key = { provider, ...valid(transactionsQuery, query) } as const;
      return serve(
        psp,
        reply,
        { ...key, operation: 'status' },
        { act: () => tellStatus(psp, key), write: found => writeQuery(found, key, psp.origin()) },
      );
    });

    app.delete('/transactions', ({ query }, reply) => {
      const { request_id: reference } = valid(abandonQuery, query);
      const key = { provider, operation: 'authorize', reference } as const;
      return serve(
        psp,
        reply,
        { ...key, operation: 'status' },
        { act: () => abandon(psp, key), write: found => writeQuery(found, key, psp.origin()) },
      );
    });

    app.get('/chargebacks', ({ query }, reply) => {
      const { chargeback_id: reference } = valid(chargebacksQuery, query);
      const act = () => tellDispute(psp, provider, reference);
      return serve(psp, reply, { provider, operation: 'status', reference }, { act, write: writeChargebacks });
    });
  };
