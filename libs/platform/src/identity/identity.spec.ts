import { jest } from '@jest/globals';
import { importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { createLogger } from '../logging/logger.ts';
import { IdentitySigner } from './identity-signer.ts';
import { IdentityRefused, IdentityVerifier } from './identity-verifier.ts';
import { newServiceKeys } from './service-keys.ts';

const names = ['gateway', 'session', 'payment'] as const;
const keys = await newServiceKeys(names);
const strangers = await newServiceKeys(names);
const gateway = await IdentitySigner.of(keys.privateKeys.gateway);
const payment = new IdentityVerifier('payment', keys.publicKeys);

const forwarded = {
  requestId: '7c3e2f10-2f0e-4d3b-8a4c-91d1a7b64c55',
  context: {
    merchantId: 'mer_1',
    actor: 'key_0a1b2c3d',
    correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
    commandId: '0196f0a2-7d2a-7c2e-9d0b-6a1f5e4d3c2b',
    now: new Date('2026-11-21T10:00:00.123Z'),
  },
};

/** Claims as the gateway's, at that age in seconds. */
const claims = (ageS = 0, changed: JWTPayload = {}): JWTPayload => {
  const iat = Math.floor(Date.now() / 1_000) - ageS;
  return { iss: 'gateway', aud: 'payment', iat, exp: iat + 30, ...changed };
};

const signed = async (payload: JWTPayload, kid = 'gateway', key = keys.privateKeys.gateway): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid }).sign(await importJWK({ ...key }, 'EdDSA'));

const faultOf = async (token: string | undefined): Promise<unknown> =>
  payment.verify(token).then(
    () => 'none',
    (error: unknown) => (error instanceof IdentityRefused ? error.fault : error),
  );

describe('an identity', () => {
  it('brings the caller, the ids and the time of a forwarded request to the service it is for', async () => {
    expect(await payment.verify(await gateway.forward('payment', forwarded))).toEqual({ issuer: 'gateway', forwarded });
  });

  it('may be of a request without a merchant', async () => {
    const context = { ...forwarded.context, merchantId: '', actor: 'payer' };
    const { forwarded: found } = await payment.verify(await gateway.forward('payment', { ...forwarded, context }));
    expect(found?.context).toEqual(context);
  });

  it('may be a service’s own, and is signed anew when half of its time is over', async () => {
    const token = await gateway.ask('payment');
    expect(await payment.verify(token)).toEqual({ issuer: 'gateway', forwarded: null });
    expect(await gateway.ask('payment')).toBe(token);
    expect(await gateway.ask('session')).not.toBe(token);
  });

  it('is signed anew when the clock was set back, for nobody takes one from the future', async () => {
    const token = await gateway.ask('payment');
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    const another = await gateway.ask('payment');
    clock.mockRestore();
    expect(another).not.toBe(token);
  });

  it('is taken as long as the clocks of two machines may be apart, and no longer', async () => {
    expect(await faultOf(await signed(claims(33)))).toBe('none');
    expect(await faultOf(await signed(claims(-4)))).toBe('none');
  });
});

describe('an identity is refused', () => {
  it.each<[string, string, () => Promise<string | undefined> | string | undefined]>([
    ['missing', 'when there is none', () => undefined],
    ['missing', 'when it is empty', () => ''],
    ['malformed', 'when it is no token', () => 'sk_test_000000000000000000000001'],
    ['expired', 'when it is too old', () => signed(claims(36))],
    [
      'expired',
      'when it is older than tokens may be, whatever it says of its end',
      () => signed(claims(60, { exp: 2e9 })),
    ],
    ['malformed', 'when it never ends', () => signed({ iss: 'gateway', aud: 'payment', iat: claims().iat! })],
    ['malformed', 'when it comes from the future', () => signed(claims(-60))],
    ['other_audience', 'when it is for another service', () => gateway.forward('session', forwarded)],
    ['other_issuer', 'when a process signs as another', () => signed(claims(0, { iss: 'session' }))],
    ['untrusted', 'when nobody knows its key', () => signed(claims(), 'stranger')],
    ['untrusted', 'when a stranger has signed', () => signed(claims(), 'gateway', strangers.privateKeys.gateway)],
    ['untrusted', 'when nobody has signed', () => new UnsecuredJWT(claims()).encode()],
    ['malformed', 'when it lacks a part of a request’s context', () => signed(claims(0, { actor: 'key_1' }))],
    ['malformed', 'when its command is no id', () => signed({ ...claims(), ...contextClaims, command_id: '1' })],
    ['malformed', 'when its time is none', () => signed({ ...claims(), ...contextClaims, now: 'soon' })],
  ])('as %s %s', async (fault, _when, token) => {
    expect(await faultOf(await token())).toBe(fault);
  });

  const contextClaims = { request_id: 'r', actor: 'a', correlation_id: 'c' };

  it('as untrusted when anything in it was changed', async () => {
    const [header = '', payload = '', signature = ''] = (await gateway.forward('payment', forwarded)).split('.');
    const richer = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
    const changed = Buffer.from(JSON.stringify({ ...richer, sub: 'mer_2' })).toString('base64url');
    expect(await faultOf(`${header}.${changed}.${signature}`)).toBe('untrusted');
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'gateway' })).toString('base64url');
    expect(await faultOf(`${none}.${payload}.${signature}`)).toBe('untrusted');
    const hmac = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'gateway' })).toString('base64url');
    expect(await faultOf(`${hmac}.${payload}.${signature}`)).toBe('untrusted');
    expect(await faultOf(`${header}.${payload}.`)).not.toBe('none');
  });

  it('without a word of the token in the error', async () => {
    const token = await gateway.forward('session', forwarded);
    const error: unknown = await payment.verify(token).catch((refused: unknown) => refused);
    const lines: string[] = [];
    createLogger('debug', { write: line => void lines.push(line) }).error({ err: error }, 'refused');
    expect(lines.join('')).toContain('other_audience');
    for (const part of token.split('.')) expect(lines.join('')).not.toContain(part);
  });
});
