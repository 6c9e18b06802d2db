import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { during } from '@counterfoil/platform';
import { createLogger } from '@counterfoil/platform/logging';
import { startTracing } from '@counterfoil/platform/tracing';
import { startOtlpCollectorDouble, type OtlpCollectorDouble } from '@counterfoil/testing';
import { Instances } from './instances.ts';
import { openConnections, send } from './send.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const REQUEST = '00f067aa0ba902b7';

let collector: OtlpCollectorDouble;
let service: Server;
const heard: IncomingHttpHeaders[] = [];
const connections = openConnections();

beforeAll(async () => {
  collector = await startOtlpCollectorDouble();
  service = createServer((request, response) => {
    heard.push(request.headers);
    response.writeHead(404, { 'content-length': '0' }).end();
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
});

afterAll(async () => {
  await connections.close();
  service.close();
  await collector.close();
});

it('a request to a service is a step of the trace, and so is what the service does: with what others added to it', async () => {
  const tracing = await startTracing({ endpoint: collector.url, service: 'gateway', log: createLogger('silent') });
  const { port } = service.address() as AddressInfo;
  const instances = new Instances('payment', [`http://127.0.0.1:${port}`]);
  const request = {
    method: 'GET',
    path: '/v1/payments/pay_1?token=t',
    headers: {},
    body: null,
    timeoutMs: 5_000,
  } as const;
  await during({ traceId, spanId: REQUEST, tracestate: 'shop=1' }, () => send(instances, request, connections));
  await tracing.stop();
  expect(collector.spans).toMatchObject([{ traceId, parentSpanId: REQUEST, kind: 'client', name: 'GET' }]);
  expect(collector.spans[0]?.attributes).toEqual({
    'http.request.method': 'GET',
    'http.response.status_code': 404,
    'server.address': '127.0.0.1',
    'server.port': port,
  });
  expect(heard).toMatchObject([
    { traceparent: `00-${traceId}-${collector.spans[0]?.spanId}-01`, tracestate: 'shop=1' },
  ]);
});
