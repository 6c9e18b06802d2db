import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Page, ProviderResource } from '@counterfoil/contracts';
import { pageQuery, type PageQuery } from '@counterfoil/contracts/requests';
import { valid } from '@counterfoil/platform/http';
import { type Capabilities, GUARDS, type Guards, type ProviderStanding } from '@counterfoil/providers';
import { listCursor, pageOfRows } from '@counterfoil/service';

/** Its positions count the providers. */
const cursors = listCursor('providers', 'oldest_first');

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

/** `/v1/providers`: how the providers stand, in the order in which they are tried. */
@Controller('v1/providers')
export class ProvidersController {
  constructor(@Inject(GUARDS) private readonly guards: Guards) {}

  @Get()
  list(@Query(valid(pageQuery)) { limit, cursor }: PageQuery): Page<ProviderResource> {
    const after = Number(cursors.decode(cursor));
    const rows = this.guards.standings().map(resourceOf).slice(after);
    return pageOfRows(rows, limit, () => cursors.encode(String(after + limit)));
  }
}
