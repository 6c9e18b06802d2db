import { Controller, Get, Inject } from '@nestjs/common';
import type { Page, ProviderResource } from '@counterfoil/contracts';
import { type Capabilities, GUARDS, type Guards, type ProviderStanding } from '@counterfoil/providers';

const named = (capability: Capabilities['currencies']): 'all' | string[] =>
  capability === 'all' ? 'all' : [...capability];

const resourceOf = ({ provider, capabilities, state, outage, inFlight, queued }: ProviderStanding) => ({
  provider,
  state,
  reason: outage?.reason ?? null,
  opened_at: outage?.openedAt.toISOString() ?? null,
  retry_at: outage?.retryAt.toISOString() ?? null,
  in_flight: inFlight,
  queued,
  capabilities: {
    currencies: named(capabilities.currencies),
    brands: named(capabilities.brands),
    manual_capture: capabilities.manualCapture,
    partial_capture: capabilities.partialCapture,
    partial_refund: capabilities.partialRefund,
  },
});

/** `/v1/providers`: how the providers stand, in the order in which they are tried. Few enough for one page. */
@Controller('v1/providers')
export class ProvidersController {
  constructor(@Inject(GUARDS) private readonly guards: Guards) {}

  @Get()
  list(): Page<ProviderResource> {
    return { data: this.guards.standings().map(resourceOf), has_more: false, next_cursor: null };
  }
}
