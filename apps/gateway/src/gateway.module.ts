import { type DynamicModule, Module } from '@nestjs/common';
import { HealthModule, type Readiness } from '@counterfoil/platform/health';
import { type Metrics, MetricsModule } from '@counterfoil/platform/metrics';
import { DocsModule, mergeDocuments, platformApi } from '@counterfoil/platform/openapi';
import type { Known } from './directory.ts';
import { hostedPageApi, HostedPageModule } from './hosted-page/index.ts';
import type { Upstream } from './upstream.ts';

/** An instance that takes longer to say whether it is ready is not, milliseconds. */
const READY_MS = 1_500;

const documentOf = (known: readonly Known[]): object =>
  mergeDocuments(
    known.flatMap(({ document }) => document ?? []),
    [hostedPageApi, platformApi],
  );

/** What the gateway answers itself: health, metrics, documents, and the hosted page. */
@Module({})
export class GatewayModule {
  static of(known: readonly Known[], metrics: Metrics): DynamicModule {
    return {
      module: GatewayModule,
      imports: [HealthModule, MetricsModule.of(metrics), DocsModule.of(() => documentOf(known)), HostedPageModule],
    };
  }
}

/** Ready is a gateway that knows every service, and reaches a ready instance of each. */
export const watchServices = (readiness: Readiness, known: readonly Known[], upstream: Upstream): void => {
  for (const { instances, document } of known)
    readiness.register(instances.service, async () => {
      if (!document) throw new Error('it has not said yet what it serves');
      await Promise.any(
        instances.each().map(async instance => {
          const { status } = await upstream.get(instance, '/readyz', READY_MS);
          if (status !== 200) throw new Error(`it answers ${status}`);
        }),
      );
    });
};
