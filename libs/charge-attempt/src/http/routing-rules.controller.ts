import { Body, Controller, Get, HttpCode, Inject, Post, Put, type PipeTransform } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { RoutingRulesResource, SimulatedRouting } from '@counterfoil/contracts';
import {
  routingRulesBody,
  simulateRoutingBody,
  type RoutingRulesBody,
  type SimulateRoutingBody,
} from '@counterfoil/contracts/requests';
import type { RequestContext } from '@counterfoil/platform';
import { Context, valid } from '@counterfoil/platform/http';
import { CONNECTORS, type Connectors } from '@counterfoil/providers';
import { succeeded } from '@counterfoil/service';
import { ChangeRoutingRules } from '../commands/change-routing-rules.ts';
import { Router } from '../queries/router.ts';
import { routingRulesResource, ruleOf, weightsOf } from './rule-parts.ts';

interface RoutingRulesAnswer {
  readonly routing_rules: RoutingRulesResource;
}

/** `/v1/routing-rules`: which providers a merchant's payments go to. Which ones there are, only the installation knows. */
@Controller('v1/routing-rules')
export class RoutingRulesController {
  private readonly change: PipeTransform<unknown, RoutingRulesBody>;
  private readonly simulation: PipeTransform<unknown, SimulateRoutingBody>;

  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(Router) private readonly router: Router,
    @Inject(CONNECTORS) connectors: Connectors,
  ) {
    const providers = [...connectors.keys()];
    this.change = valid(routingRulesBody(providers));
    this.simulation = valid(simulateRoutingBody(providers));
  }

  @Get()
  async get(@Context() { merchantId }: RequestContext): Promise<RoutingRulesAnswer> {
    return { routing_rules: routingRulesResource(await this.router.rulesOf(merchantId)) };
  }

  @Put()
  async put(@Context() context: RequestContext, @Body() body: unknown): Promise<RoutingRulesAnswer> {
    const { rules, version } = this.change.transform(body, { type: 'body' });
    const command = new ChangeRoutingRules(context, rules.map(ruleOf), version);
    return { routing_rules: routingRulesResource(succeeded(await this.commands.execute(command)).state) };
  }

  /** Where a rule has weights, the order is drawn anew for each simulation, as it is for each payment. */
  @Post('simulate')
  @HttpCode(200)
  async simulate(@Context() context: RequestContext, @Body() body: unknown): Promise<SimulatedRouting> {
    const asked = this.simulation.transform(body, { type: 'body' });
    const { rules: tried, capture_method: captureMethod, ...payment } = asked;
    const { rules, version } = tried
      ? { rules: tried.map(ruleOf), version: null }
      : await this.router.rulesOf(context.merchantId);
    const routed = { ...payment, captureMethod, confirmationId: context.commandId };
    const { rule, candidates, excluded } = this.router.route(routed, { rules, version: version ?? 0 });
    const weights = weightsOf(rules.find(({ name }) => name === rule));
    return { routing: { rule, candidates: [...candidates], excluded: [...excluded], weights }, version };
  }
}
