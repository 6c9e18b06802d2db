import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from '../logging/logger.ts';
import { recordSpansIn } from './span.ts';
import { GivenIds, spanRecorder } from './span-recorder.ts';

export interface ExportOptions {
  /** Of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  /** The process's name. */
  readonly service: string;
  /** Of the traces, that is recorded: 0 to 1; 1 unless told. */
  readonly share?: number;
  readonly log: Logger;
}

export interface Tracing {
  /** Sends what is waiting, for a short time at most. */
  stop(): Promise<void>;
}

/** Spans that wait for the collector: some 10 MB. What comes beyond is lost. */
const MOST_WAITING = 8_192;
const BATCH = 512;
const EVERY_MS = 1_000;
/** Of one batch, its repetitions included; then it is lost. */
const EXPORT_MS = 3_000;
/** Of a stop, which must not be late for a collector's sake. */
const FLUSH_MS = 1_500;

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

/** One line when the collector takes no more, and one when it does again: not one a batch. */
const told = (exporter: SpanExporter, endpoint: string, log: Logger): SpanExporter => {
  let isTaking = true;
  return {
    shutdown: () => exporter.shutdown(),
    export: (spans, done) =>
      exporter.export(spans, result => {
        const wasTaking = isTaking;
        isTaking = result.error === undefined;
        const { origin } = new URL(endpoint);
        if (wasTaking && !isTaking)
          log.warn({ err: result.error, collector: origin }, 'the collector takes no spans: they are lost meanwhile');
        if (!wasTaking && isTaking) log.info({ collector: origin }, 'the collector takes spans again');
        // The SDK would repeat it on the console.
        done({ code: ExportResultCode.SUCCESS });
      }),
  };
};

/** Records the spans of this process and sends them, by OTLP over HTTP, until it is stopped. */
export const exportSpans = ({ endpoint, service, share = 1, log }: ExportOptions): Tracing => {
  const ids = new GivenIds();
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_MS,
    concurrencyLimit: MOST_WAITING / BATCH,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.version': version,
      'service.instance.id': `${service}-${process.pid}`,
    }),
    idGenerator: ids,
    // By its id: every process, before and behind the log, decides alike.
    sampler: new TraceIdRatioBasedSampler(share),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: told(exporter, endpoint, log),
        maxQueueSize: MOST_WAITING,
        maxExportBatchSize: BATCH,
        scheduledDelayMillis: EVERY_MS,
        exportTimeoutMillis: 2 * EXPORT_MS,
      }),
    ],
  });
  recordSpansIn(spanRecorder(provider.getTracer('counterfoil', version), ids));
  return {
    stop: async () => {
      recordSpansIn(undefined);
      await Promise.race([provider.shutdown(), sleep(FLUSH_MS, undefined, { ref: false })]);
    },
  };
};
