import type { FastifyInstance, FastifyReply } from 'fastify';
import { findOperation } from '../books/books.ts';
import type { OperationKey } from '../books/operation.ts';
import { behaviourOf } from '../cards.ts';
import type { Provider } from '../providers.ts';
import type { Psp } from '../psp.ts';
import { Refusal } from '../refusal.ts';
import { valid } from '../valid.ts';
import { answerOf } from './answer.ts';
import { requireBearer } from './authentication.ts';
import { authorize } from './authorize.ts';
import { operate, type Wanted } from './operate.ts';
import {
  amountRequest,
  chargeRequest,
  emptyRequest,
  idempotencyKey,
  statusRequest,
  type ChargeRequest,
} from './requests.ts';
import { capture, refund, release, type Charge, type Decision } from './rules.ts';
import { serve, type Acted } from './serve.ts';

interface OfCharge {
  readonly Params: { readonly reference: string };
}

const actOnCard = async (
  psp: Psp,
  { provider, reference }: OperationKey,
  request: ChargeRequest,
): Promise<Acted | Refusal> => {
  const behaviour = behaviourOf(request.card.number);
  if (behaviour.kind === 'silent' && !behaviour.acts) return { silent: true };
  const kept = await authorize(psp.pool, provider, reference, request);
  if (kept instanceof Refusal) return kept;
  if (behaviour.kind === 'silent') return { silent: true };
  const news = kept.calls === 1 ? { operation: kept, callbackUrl: request.callback_url ?? null } : null;
  return { silent: false, answer: answerOf(kept, psp.origin()), news };
};

const actOnCharge = async (
  psp: Psp,
  wanted: Wanted,
  rule: (charge: Charge) => Decision | Refusal,
): Promise<Acted | Refusal> => {
  const operated = await operate(psp.pool, wanted, rule);
  if (operated instanceof Refusal) return operated;
  const { kept, isNew, callbackUrl } = operated;
  const news = isNew ? { operation: kept, callbackUrl } : null;
  return { silent: false, answer: answerOf(kept, psp.origin()), news };
};

const tellStatus = async (psp: Psp, key: OperationKey): Promise<Acted | Refusal> => {
  // Asked first: what is decided between the two questions is then found in the books.
  const mayStillAct = psp.inFlight.has(key);
  const kept = await findOperation(psp.pool, key);
  // What failed may be asked for anew: a call that is being served can still change that.
  if (kept && !(mayStillAct && kept.status === 'failed'))
    return { silent: false, answer: answerOf(kept, psp.origin()), news: null };
  if (mayStillAct) return { silent: false, answer: { status: 'processing' }, news: null };
  return new Refusal('not_found', 'This operation was never asked for, and nothing happened.');
};

/** The protocol of `provider`, under `/<provider>/v1` (README, "Protocol"). */
export const chargeRoutes =
  (psp: Psp, provider: Provider) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', requireBearer(psp.secretKey));

    const serveOnCharge = (
      reply: FastifyReply,
      wanted: Omit<Wanted, 'provider' | 'asked'>,
      rule: (charge: Charge) => Decision | Refusal,
      amount: bigint | null,
    ): Promise<FastifyReply> => {
      const asked = JSON.stringify([wanted.charge, amount === null ? null : Number(amount)]);
      const call = { ...wanted, provider, asked };
      return serve(psp, reply, call, () => actOnCharge(psp, call, rule));
    };

    app.post('/charges', (request, reply) => {
      const { 'idempotency-key': reference } = valid(idempotencyKey, request.headers);
      const charge = valid(chargeRequest, request.body);
      const key = { provider, operation: 'authorize', reference } as const;
      return serve(psp, reply, key, () => actOnCard(psp, key, charge));
    });

    app.post<OfCharge>('/charges/:reference/capture', ({ params: { reference }, body }, reply) => {
      const { amount } = valid(amountRequest, body);
      return serveOnCharge(reply, { operation: 'capture', reference, charge: reference }, capture(amount), amount);
    });

    app.post<OfCharge>('/charges/:reference/void', ({ params: { reference }, body }, reply) => {
      valid(emptyRequest, body);
      return serveOnCharge(reply, { operation: 'void', reference, charge: reference }, release, null);
    });

    app.post<OfCharge>('/charges/:reference/refunds', ({ params, headers, body }, reply) => {
      const { 'idempotency-key': reference } = valid(idempotencyKey, headers);
      const { amount } = valid(amountRequest, body);
      return serveOnCharge(reply, { operation: 'refund', reference, charge: params.reference }, refund(amount), amount);
    });

    app.get<OfCharge>('/charges/:reference', ({ params: { reference }, query }, reply) => {
      const { operation } = valid(statusRequest, query);
      return serve(psp, reply, { provider, operation: 'status', reference }, () =>
        tellStatus(psp, { provider, operation, reference }),
      );
    });
  };
