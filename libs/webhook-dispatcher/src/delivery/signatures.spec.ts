import { webhookVerifier } from '@counterfoil/webhook-receiver';
import { Webhook } from 'standardwebhooks';
import { signatures } from './signatures.ts';

const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const timestampS = 1_614_265_330;
const body = Buffer.from('{"test": 2432232314}');
const symmetric = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const asymmetric = 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';

describe('signatures', () => {
  it('makes the v1 signature of the vector of Standard Webhooks', () => {
    expect(signatures([symmetric], id, timestampS, body)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('makes the v1a signature that the specification shows', () => {
    expect(signatures([asymmetric], id, timestampS, body)).toBe(
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    );
  });

  it('signs with every secret, in their order', () => {
    const older = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const header = signatures([symmetric, older, asymmetric], id, timestampS, body);
    const expected = [symmetric, older, asymmetric].map(secret => signatures([secret], id, timestampS, body));
    expect(header.split(' ')).toEqual(expected);
  });

  it('satisfies the independent verifier with the newer and with the older secret', () => {
    const older = `whsec_${Buffer.alloc(64, 7).toString('base64')}`;
    const nowS = Math.floor(Date.now() / 1_000);
    const text = Buffer.from('{"name":"Zoë 🙂"}');
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': `${nowS}`,
      'webhook-signature': signatures([symmetric, older, asymmetric], 'evt_1', nowS, text),
    };
    for (const secret of [symmetric, older])
      expect(new Webhook(secret).verify(text, headers)).toEqual({ name: 'Zoë 🙂' });
    const stranger = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    expect(() => new Webhook(stranger).verify(text, headers)).toThrow('No matching signature');
  });

  it('satisfies our own receiver by the secret, and by the published key', () => {
    const published = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
    const now = new Date(timestampS * 1_000);
    const event = {
      id: 'evt_1',
      type: 'payment.succeeded',
      merchant_id: 'mer_1',
      data: { payment: { note: 'Zoë 🙂' } },
    };
    const bytes = Buffer.from(JSON.stringify(event));
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': `${timestampS}`,
      'webhook-signature': signatures([symmetric, asymmetric], 'evt_1', timestampS, bytes),
    };
    for (const key of [symmetric, published])
      expect(webhookVerifier({ keys: [key], merchantId: 'mer_1' })(bytes, headers, now)).toEqual(event);
  });

  it('refuses a secret of an unknown kind, and does not show it', () => {
    expect(() => signatures(['whpk_c2VjcmV0'], id, timestampS, body)).toThrow(
      new TypeError('A webhook secret begins with whsec_ or whsk_'),
    );
  });
});
