import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span as a collector gets it; ids in hex. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined for the first of its trace. */
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What its process says of itself. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** How it treats requests: `take` them, `hang`, or `refuse` with 503. */
type Manner = 'take' | 'hang' | 'refuse';

export interface OtlpCollectorDouble {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** All that it took. */
  readonly spans: readonly CollectedSpan[];
  /** The bodies of the requests that it took. */
  readonly bodies: readonly string[];
  /** Requests that came, taken or not. */
  readonly requests: () => number;
  be(manner: Manner): void;
  close(): Promise<void>;
}

type Value = Readonly<Record<string, unknown>>;
type Pairs = readonly { readonly key: string; readonly value: Value }[];

interface OtlpSpan extends Omit<CollectedSpan, 'kind' | 'failed' | 'attributes' | 'resource'> {
  readonly kind: number;
  readonly attributes: Pairs;
  readonly status: { readonly code: number };
}

interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Pairs };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const FAILED = 2;

const valuesOf = (pairs: Pairs): Readonly<Record<string, unknown>> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));

const spansOf = (body: string): readonly CollectedSpan[] =>
  (JSON.parse(body) as Body).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ kind, status, attributes, ...span }) => ({
        ...span,
        kind: KINDS[kind] ?? 'internal',
        failed: status.code === FAILED,
        attributes: valuesOf(attributes),
        resource: valuesOf(resource.attributes),
      })),
    ),
  );

/** A double of an OpenTelemetry collector: it takes OTLP over HTTP in JSON, on a port of its own on loopback, and keeps it. */
export const startOtlpCollectorDouble = async (): Promise<OtlpCollectorDouble> => {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  let requests = 0;
  let manner: Manner = 'take';
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    const body = await text(request);
    if (manner === 'hang') return;
    if (manner === 'take' && request.url === '/v1/traces') {
      bodies.push(body);
      spans.push(...spansOf(body));
    }
    response.writeHead(manner === 'take' ? 200 : 503, { 'content-type': 'application/json' }).end('{}');
  };
  const server = createServer((request, response) => {
    // A sender that hangs up is none of its troubles.
    answer(request, response).catch(() => response.destroy());
  });
  // A test that cannot even begin does not close it, and must not wait for it.
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    requests: () => requests,
    be: next => (manner = next),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
