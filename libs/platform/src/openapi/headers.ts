interface Header {
  readonly description: string;
  readonly required: boolean;
  readonly schema: { readonly type: 'string' | 'integer'; readonly pattern?: string; readonly format?: string };
  readonly example: string | number;
}

const text = { type: 'string' } as const;

/** Every header that an answer may have and that means something to its reader. */
export const headers = {
  'x-request-id': {
    description: 'Names this one request. Tell it to us when you ask about it.',
    required: true,
    schema: { type: 'string', format: 'uuid' },
    example: '7c3e2f10-2f0e-4d3b-8a4c-91d1a7b64c55',
  },
  traceparent: {
    description: "W3C Trace Context: the trace of the request's own `traceparent`, else a new one.",
    required: true,
    schema: { type: 'string', pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$' },
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
  'idempotent-replayed': {
    description: '`true` on the kept answer of an earlier request with the same `Idempotency-Key`; else absent.',
    required: false,
    schema: text,
    example: 'true',
  },
  'retry-after': {
    description: 'When to send the request again, in seconds.',
    required: true,
    schema: { type: 'integer' },
    example: 1,
  },
  ratelimit: {
    description: 'Where rates are limited: `r` requests are left, the rest comes back within `t` seconds.',
    required: false,
    schema: text,
    example: '"default";r=99;t=1',
  },
  'ratelimit-policy': {
    description: 'Where rates are limited: `q` requests in `w` seconds.',
    required: false,
    schema: text,
    example: '"default";q=100;w=1',
  },
  'www-authenticate': { description: 'RFC 6750.', required: true, schema: text, example: 'Bearer' },
  location: {
    description: 'Where the browser goes next.',
    required: true,
    schema: { type: 'string', format: 'uri' },
    example: 'https://shop.example/thanks?session_id=cs_01kajaq1m0q8w2e4r6t9y3z5ab&status=SUCCEEDED',
  },
  'cache-control': {
    description: 'For how long it may be kept.',
    required: true,
    schema: text,
    example: 'public, max-age=300',
  },
  etag: { description: 'Send it as `If-None-Match`.', required: true, schema: text, example: '"b1946ac92492d234"' },
  'access-control-allow-origin': {
    description: "The origin of the session's `url`, when the request came from a page of it.",
    required: false,
    schema: text,
    example: 'https://shop.example',
  },
  'access-control-allow-methods': {
    description: 'Fetch standard.',
    required: false,
    schema: text,
    example: 'GET, POST',
  },
  'access-control-allow-headers': {
    description: 'Fetch standard.',
    required: false,
    schema: text,
    example: 'content-type, traceparent',
  },
} as const satisfies Record<string, Header>;

export type HeaderName = keyof typeof headers;

/** Those names as an answer's headers in the document. */
export const headersOf = (names: readonly HeaderName[]): Readonly<Record<string, { readonly $ref: string }>> =>
  Object.fromEntries(names.map(name => [name, { $ref: `#/components/headers/${name}` }]));
