import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Handled } from '@counterfoil/event-sourcing';
import type { RequestContext } from '@counterfoil/platform';
import { causeOfRequest } from '@counterfoil/service';
import type { RoutingRules } from '../domain/routing-rules/decider.ts';
import type { Rule } from '../domain/routing-rules/rules.ts';
import { ROUTING_RULES_AGGREGATE, type RoutingRulesAggregate } from '../routing-rules-aggregate.ts';

/** Puts these rules in the place of the merchant's present ones. */
export class ChangeRoutingRules extends Command<Handled<RoutingRules>> {
  constructor(
    readonly context: RequestContext,
    readonly rules: readonly Rule[],
    /** That of the rules which the change is based on; null: whichever they are. */
    readonly version: number | null,
  ) {
    super();
  }
}

@CommandHandler(ChangeRoutingRules)
export class ChangeRoutingRulesHandler implements ICommandHandler<ChangeRoutingRules> {
  constructor(@Inject(ROUTING_RULES_AGGREGATE) private readonly routingRules: RoutingRulesAggregate) {}

  execute({ context, rules, version }: ChangeRoutingRules): Promise<Handled<RoutingRules>> {
    const { merchantId, now } = context;
    return this.routingRules.handle(
      merchantId,
      { type: 'ChangeRoutingRules', merchantId, rules, version, now: now.toISOString() },
      causeOfRequest(context, null, 'routing-rules'),
    );
  }
}
