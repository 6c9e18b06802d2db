import { Webhook } from 'standardwebhooks';
import { webhookVerifier, WebhookRefused, type RefusalCode, type WebhookHeaders } from './index.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const older = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const publicKey = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
const now = new Date('2026-11-21T10:00:00.000Z');

const event = {
  id: 'evt_1',
  type: 'payment.succeeded',
  created_at: '2026-11-21T10:00:00.000Z',
  merchant_id: 'mer_1',
  paymentId: 'pay_1',
  trace_id: null,
  sequence: 3,
  data: { payment: { id: 'pay_1', note: 'Zoë 🙂' } },
};
const body = JSON.stringify(event);

/** As the independent implementation signs. */
const signed = (text: string, { at = now, by = [secret] } = {}) => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
  'webhook-signature': by.map(key => new Webhook(key).sign('evt_1', at, text)).join(' '),
});

const refusalOf = (verify: () => unknown): RefusalCode | null => {
  try {
    verify();
    return null;
  } catch (error) {
    if (!(error instanceof WebhookRefused)) throw error;
    return error.code;
  }
};

describe('a verifier', () => {
  const verify = webhookVerifier({ keys: [secret] });
  const refused = (headers: WebhookHeaders, text: string | Buffer = body) =>
    refusalOf(() => verify(text, headers, now));

  it('takes what the independent implementation has signed, as text or bytes, with any kind of headers', () => {
    expect(verify(body, signed(body), now)).toEqual(event);
    expect(verify(Buffer.from(body), new Headers(signed(body)), now)).toEqual(event);
  });

  it('takes what one of several secrets has signed, on either side of a rotation', () => {
    const rotating = webhookVerifier({ keys: [secret, older] });
    for (const by of [[secret], [older], [secret, older], [older, secret]])
      expect(rotating(body, signed(body, { by }), now)).toEqual(event);
    expect(verify(body, signed(body, { by: [older, secret] }), now)).toEqual(event);
    expect(refused(signed(body, { by: [older] }))).toBe('signature_mismatch');
  });

  it('refuses a body, an id or a time that is not the signed one', () => {
    const headers = signed(body);
    expect(refused(headers, `${body} `)).toBe('signature_mismatch');
    expect(refused(headers, Buffer.concat([Buffer.from(body), Buffer.from([0])]))).toBe('signature_mismatch');
    expect(refused({ ...headers, 'webhook-id': 'evt_2' })).toBe('signature_mismatch');
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(refused({ ...headers, 'webhook-timestamp': later })).toBe('signature_mismatch');
  });

  it.each([
    '',
    'v1',
    'v1,',
    ',',
    'v2,abc',
    'v1a,abc',
    `v1,${'A'.repeat(44)}`,
    'v1,é'.repeat(3),
    Array.from({ length: 500 }, () => 'v1,x').join(' '),
  ])('refuses the signature %j', signature => {
    const expected = signature === '' ? 'header_missing' : 'signature_mismatch';
    expect(refused({ ...signed(body), 'webhook-signature': signature })).toBe(expected);
  });

  it('refuses another spelling of a right signature', () => {
    const headers = signed(body);
    const unpadded = headers['webhook-signature'].replace(/=+$/, '');
    expect(refused({ ...headers, 'webhook-signature': unpadded })).toBe('signature_mismatch');
  });

  it('refuses a signature whose version is not that of the key', () => {
    const headers = signed(body);
    const other = headers['webhook-signature'].replace('v1,', 'v1a,');
    expect(refused({ ...headers, 'webhook-signature': other })).toBe('signature_mismatch');
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'refuses a request without %s, or with several',
    name => {
      expect(refused({ ...signed(body), [name]: undefined })).toBe('header_missing');
      expect(refused({ ...signed(body), [name]: ['a', 'b'] })).toBe('header_missing');
    },
  );

  it.each(['', 'soon', '123abc', '1.5', '-1', '0x10', ' 1', '9'.repeat(20)])('refuses the time %j', timestamp => {
    const expected = timestamp === '' ? 'header_missing' : 'timestamp_invalid';
    expect(refused({ ...signed(body), 'webhook-timestamp': timestamp })).toBe(expected);
  });

  it('takes a time that is up to five minutes off, and no other', () => {
    const at = (offsetS: number) => signed(body, { at: new Date(now.getTime() + offsetS * 1_000) });
    expect([-300, 0, 300].map(offset => refused(at(offset)))).toEqual([null, null, null]);
    expect(refused(at(-301))).toBe('timestamp_too_old');
    expect(refused(at(301))).toBe('timestamp_too_new');
    const strict = webhookVerifier({ keys: [secret], toleranceS: 10 });
    expect(refusalOf(() => strict(body, at(-11), now))).toBe('timestamp_too_old');
  });

  it.each(['', 'hello', '[]', 'null', '{"id":1}', '{"id":"evt_1","type":"x","data":null}'])(
    'refuses the signed body %j, which is no event',
    text => {
      expect(refused(signed(text), text)).toBe('body_invalid');
    },
  );

  it('refuses the events of another merchant when it knows its own', () => {
    const ours = webhookVerifier({ keys: [secret], merchantId: 'mer_1' });
    const theirs = webhookVerifier({ keys: [secret], merchantId: 'mer_2' });
    expect(ours(body, signed(body), now)).toEqual(event);
    expect(refusalOf(() => theirs(body, signed(body), now))).toBe('other_merchant');
  });
});

describe('a verifier by public key', () => {
  /** The vector of Standard Webhooks' `v1a`; its body is no event. */
  const vector = {
    body: '{"test": 2432232314}',
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature':
        'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    },
    at: new Date(1_614_265_330_000),
  };
  const verify = webhookVerifier({ keys: [publicKey], merchantId: 'mer_1' });

  it('accepts the v1a signature that the specification shows', () => {
    expect(refusalOf(() => verify(vector.body, vector.headers, vector.at))).toBe('body_invalid');
    expect(refusalOf(() => verify(`${vector.body} `, vector.headers, vector.at))).toBe('signature_mismatch');
  });

  it('needs to know its merchant, for others are signed with the same key', () => {
    expect(() => webhookVerifier({ keys: [publicKey] })).toThrow('merchantId');
  });
});

describe('keys', () => {
  it.each([
    [],
    ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['whsec_'],
    ['whsec_c2hvcnQ='],
    ['whpk_c2hvcnQ='],
    ['whsk_c2hvcnQ='],
  ])('that cannot be used are refused at once, and not shown: %j', (...keys) => {
    const make = () => webhookVerifier({ keys: keys.filter(key => key !== undefined), merchantId: 'mer_1' });
    expect(make).toThrow(TypeError);
    expect(make).not.toThrow(/c2hvcnQ|MfKQ/);
  });
});
