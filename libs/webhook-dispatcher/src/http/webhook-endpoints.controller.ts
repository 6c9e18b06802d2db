import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Page, WebhookEndpointResource, WebhookEndpointWithSecret } from '@counterfoil/contracts';
import {
  changeWebhookEndpointBody,
  createWebhookEndpointBody,
  pageQuery,
  rotateSecretBody,
  type PageQuery,
  type RotateSecretBody,
} from '@counterfoil/contracts/requests';
import type { Handled } from '@counterfoil/event-sourcing';
import { Problem, type RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { existing, succeeded } from '@counterfoil/service';
import { ActOnEndpoint } from '../commands/act-on-endpoint.ts';
import { CreateEndpoint, newEndpointId } from '../commands/create-endpoint.ts';
import type { Endpoint, EndpointState } from '../domain/endpoint/state.ts';
import { EndpointSecrets } from '../endpoint-secrets.ts';
import { CountEarlierEndpoints, GetEndpoint, ListEndpoints } from '../queries/endpoints.ts';
import { endpointResource } from '../read-model/endpoint-resource.ts';
import { changesOf, settingsOf } from './settings-of.ts';
import { TAKE_ENDPOINT, type TakeEndpoint } from './url-check.ts';

const MOST_ENDPOINTS = 20;

const exhausted = (): Problem =>
  new Problem('webhook_endpoints_exhausted', `There may be ${MOST_ENDPOINTS} webhook endpoints; delete one first.`);

const endpointOf = (handled: Handled<EndpointState>): Endpoint => {
  const { state } = succeeded(handled);
  if (state.status === 'NONE') throw new Error('A command that succeeded left no endpoint');
  return state;
};

/** `/v1/webhook-endpoints` (api.md, "Webhooks"). */
@Controller('v1/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EndpointSecrets) private readonly secrets: EndpointSecrets,
    @Inject(TAKE_ENDPOINT) private readonly take: TakeEndpoint,
  ) {}

  @Post()
  async create(
    @Context() context: RequestContext,
    @Body() asked: unknown,
  ): Promise<{ readonly webhook_endpoint: WebhookEndpointWithSecret }> {
    const body = await this.take(createWebhookEndpointBody, asked);
    const id = newEndpointId(context);
    if (!(await this.hasRoom(context, id))) throw exhausted();
    const endpoint = endpointOf(await this.commands.execute(new CreateEndpoint(context, settingsOf(body))));
    if (await this.hasRoom(context, id)) return this.withSecret(endpoint);
    // Others that were asked for at the same time were first.
    succeeded(await this.commands.execute(new ActOnEndpoint(context, id, { type: 'DeleteEndpoint' }, 'withdraw')));
    throw exhausted();
  }

  @Get()
  list(
    @Context() { merchantId }: RequestContext,
    @Query(valid(pageQuery)) page: PageQuery,
  ): Promise<Page<WebhookEndpointResource>> {
    return this.queries.execute(new ListEndpoints(merchantId, page));
  }

  @Get(':id')
  async get(
    @Context() { merchantId }: RequestContext,
    @Param('id') id: string,
  ): Promise<{ readonly webhook_endpoint: WebhookEndpointResource }> {
    return { webhook_endpoint: existing(await this.queries.execute(new GetEndpoint(merchantId, id))) };
  }

  @Patch(':id')
  async change(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body() wanted: unknown,
  ): Promise<{ readonly webhook_endpoint: WebhookEndpointResource }> {
    const body = await this.take(changeWebhookEndpointBody, wanted);
    const asked = { type: 'ChangeEndpoint', changes: changesOf(body), status: body.status ?? null } as const;
    const handled = await this.commands.execute(new ActOnEndpoint(context, id, asked));
    return { webhook_endpoint: endpointResource(endpointOf(handled)) };
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@Context() context: RequestContext, @Param('id') id: string): Promise<void> {
    succeeded(await this.commands.execute(new ActOnEndpoint(context, id, { type: 'DeleteEndpoint' })));
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  async rotateSecret(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body(valid(rotateSecretBody)) { overlap_s: overlapS }: RotateSecretBody,
  ): Promise<{ readonly webhook_endpoint: WebhookEndpointWithSecret }> {
    const handled = await this.commands.execute(new ActOnEndpoint(context, id, { type: 'RotateSecret', overlapS }));
    return this.withSecret(endpointOf(handled));
  }

  /** By the log's order, so that of many that are asked for at once the first ones stay. */
  private async hasRoom({ merchantId }: RequestContext, endpointId: string): Promise<boolean> {
    return (await this.queries.execute(new CountEarlierEndpoints(merchantId, endpointId))) < MOST_ENDPOINTS;
  }

  private withSecret(endpoint: Endpoint): { readonly webhook_endpoint: WebhookEndpointWithSecret } {
    const secret = this.secrets.of(endpoint.endpointId, endpoint.secrets[0]?.version ?? 1);
    return { webhook_endpoint: { ...endpointResource(endpoint), secret } };
  }
}
