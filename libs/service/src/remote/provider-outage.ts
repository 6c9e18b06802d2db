import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { Internal } from '@counterfoil/platform/http';
import { PROVIDER_OUTAGE, type ProviderOutage } from '../provider-outage.ts';
import type { ServiceClient } from './service-client.ts';

const OUTAGE = '/internal/providers/outage';

interface Outage {
  readonly outageMs: number | null;
}

/** How long an answer is good for, milliseconds: payments that come together are told the same. */
const FRESH_MS = 200;
/** A payment does not wait longer to hear of an outage, milliseconds. */
const ANSWER_MS = 500;

/**
 * The charge-attempt service's instances, asked over the network. Each knows of the calls that it made itself: the one
 * that meets an outage is believed, and one that does not answer is not: what it has to do waits in the log.
 */
export class RemoteProviderOutage implements ProviderOutage {
  private known: { readonly outageMs: Promise<number | null>; readonly untilMs: number } | undefined;

  constructor(private readonly client: ServiceClient) {}

  outageMs(): Promise<number | null> {
    if (this.known && performance.now() < this.known.untilMs) return this.known.outageMs;
    const outageMs = this.ask();
    this.known = { outageMs, untilMs: performance.now() + FRESH_MS };
    return outageMs;
  }

  private async ask(): Promise<number | null> {
    const told = await this.client.askEach<Outage>(OUTAGE, {}, ANSWER_MS);
    const outages = told.flatMap(({ outageMs }) => outageMs ?? []);
    return outages.length === 0 ? null : Math.max(...outages);
  }
}

/** The other end of `RemoteProviderOutage`, in the charge-attempt service. */
@Controller()
export class InternalProvidersController {
  constructor(@Inject(PROVIDER_OUTAGE) private readonly outage: ProviderOutage) {}

  @Post(OUTAGE)
  @Internal('session', 'payment')
  @HttpCode(200)
  async outageMs(): Promise<Outage> {
    return { outageMs: await this.outage.outageMs() };
  }
}
