import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { PAYMENTS, settledStatuses, type ChargeResource, type Page, type Payments } from '@counterfoil/contracts';
import {
  listChargesQuery,
  resolveChargeBody,
  type ListChargesQuery,
  type ResolveChargeBody,
} from '@counterfoil/contracts/requests';
import type { Handled } from '@counterfoil/event-sourcing';
import { Problem, type RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing, succeeded } from '@counterfoil/service';
import { ResolveCharge } from '../commands/resolve-charge.ts';
import type { ChargeAttemptState } from '../domain/state.ts';
import { GetCharge, ListCharges } from '../queries/list-charges.ts';
import { chargeResource } from '../read-model/charge-resource.ts';

/** @throws Problem validation_failed for what only the charge can tell of a body, 409 and 404 as the domain says */
const resolved = (handled: Handled<ChargeAttemptState>): ChargeResource => {
  if (handled.status === 'refused' && handled.refusal.code === 'operation_not_found')
    throw new Problem('validation_failed', 'The charge does not fit what was sent.', {
      errors: [{ pointer: '/operation_id', detail: handled.refusal.detail }],
    });
  const { state } = succeeded(handled);
  if (state.status === 'NONE') throw new Error('A command that succeeded left no charge');
  return chargeResource(state);
};

/** How long an answer waits for the payment to hear of it, milliseconds. */
const PAYMENT_WAIT_MS = 2_000;

/** `/v1/charges`: charge attempts for operators (docs/adr/0026). */
@Controller('v1/charges')
export class ChargesController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PAYMENTS) private readonly payments: Payments,
  ) {}

  @Get()
  list(
    @Context() { merchantId }: RequestContext,
    @Query(valid(listChargesQuery)) query: ListChargesQuery,
  ): Promise<Page<ChargeResource>> {
    return this.queries.execute(new ListCharges(merchantId, query));
  }

  @Get(':id')
  async get(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
  ): Promise<{ readonly charge: ChargeResource }> {
    return { charge: existing(await this.queries.execute(new GetCharge(merchantId, id))) };
  }

  @Post(':id/resolve')
  @HttpCode(200)
  async resolve(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(resolveChargeBody)) body: ResolveChargeBody,
  ): Promise<{ readonly charge: ChargeResource }> {
    const charge = resolved(await this.commands.execute(new ResolveCharge(context, id, body)));
    // Who reads the payment next reads what follows from it.
    if (body.operation_id === null)
      await this.payments.awaitStatus(context.merchantId, charge.payment_id, settledStatuses, PAYMENT_WAIT_MS);
    return { charge };
  }
}
