import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { ChargeResource, Page } from '@counterfoil/contracts';
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

/** The member of the body that a refusal is about; any other refusal is about the charge as it stands. */
const FAULTS: Readonly<Record<string, string>> = {
  provider_reference_missing: '/provider_reference',
  operation_not_found: '/operation_id',
};

/** @throws Problem validation_failed for what only the charge can tell of a body, 409 and 404 as the domain says */
const resolved = (handled: Handled<ChargeAttemptState>): ChargeResource => {
  const pointer = handled.status === 'refused' ? FAULTS[handled.refusal.code] : undefined;
  if (handled.status === 'refused' && pointer !== undefined)
    throw new Problem('validation_failed', 'The charge does not fit what was sent.', {
      errors: [{ pointer, detail: handled.refusal.detail }],
    });
  const { state } = succeeded(handled);
  if (state.status === 'NONE') throw new Error('A command that succeeded left no charge');
  return chargeResource(state);
};

/** `/v1/charges`: charge attempts for operators (docs/adr/0026). */
@Controller('v1/charges')
export class ChargesController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
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
    return { charge: resolved(await this.commands.execute(new ResolveCharge(context, id, body))) };
  }
}
