import { readFileSync } from 'node:fs';
import { Documented, type Received } from './documented.ts';

const ids = { 'x-request-id': 'x', traceparent: 'y' };
const json = { ...ids, 'content-type': 'application/json; charset=utf-8' };
const healthy: Received = {
  method: 'GET',
  path: '/healthz',
  status: 200,
  headers: new Headers(json),
  text: '{"status":"ok"}',
};

const problem = (code: string, status: number): Received => ({
  ...healthy,
  path: '/v1/payments/pay_1',
  status,
  headers: new Headers({ ...ids, 'content-type': 'application/problem+json' }),
  text: JSON.stringify({
    type: `https://counterfoil.dev/problems/${code}`,
    ...{ title: 'T', status, detail: 'D', code, trace_id: 'a'.repeat(32) },
  }),
});

describe('an answer held against the OpenAPI document', () => {
  const documented = new Documented(
    JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as object,
  );
  const faults = (received: Partial<Received>, of: Received = healthy) => documented.faults({ ...of, ...received });

  it('has no fault when the document says all of it', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ method: 'HEAD', text: '' })).toEqual([]);
    expect(faults({}, problem('not_found', 404))).toEqual([]);
    expect(faults({ path: '/v1/nowhere' }, problem('not_found', 404))).toEqual([]);
    expect(faults({ path: '/control/charges', status: 418 })).toEqual([]);
  });

  it.each([
    ['a status', { status: 201 }, /GET \/healthz 201 is not described/],
    ['a path', { path: '/v1/nowhere' }, /\/v1\/nowhere 200 is not described/],
    ['a member', { text: '{"status":"ok","more":1}' }, /additional properties/],
    ['a value', { text: '{"status":"well"}' }, /must be equal to constant/],
    ['a media type', { headers: new Headers({ ...ids, 'content-type': 'text/plain' }) }, /is text\/plain/],
  ] as const)('has a fault for %s that is not described', (_what, received, fault) => {
    expect(faults(received).join()).toMatch(fault);
  });

  it('has a fault for a header that is missing', () => {
    expect(faults({ headers: new Headers({ ...json, traceparent: '' }) })).toEqual([]);
    expect(faults({ headers: new Headers({ 'content-type': 'application/json' }) })).toHaveLength(2);
  });

  it('has a fault for a code that this call never gives', () => {
    expect(faults({}, problem('session_not_confirmable', 409)).join()).toMatch(/409 is not described/);
    expect(
      faults({ method: 'POST', path: '/v1/payments/pay_1/capture' }, problem('session_not_confirmable', 409)).join(),
    ).toMatch(/allowed values/);
  });

  it('has a fault for a failure of another form where nothing is', () => {
    expect(faults({ path: '/v1/nowhere', text: '{}' }, problem('not_found', 404)).join()).toMatch(/required/);
  });
});
