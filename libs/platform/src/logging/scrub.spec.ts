import { during } from '../current-work.ts';
import { createLogger } from './logger.ts';
import { nestLogger } from './nest-logger.ts';
import { scrub, scrubText } from './scrub.ts';

const CARD = '4242424242424242';

describe('a text on its way to the log', () => {
  it.each([
    [`card ${CARD}.`, 'card [redacted].'],
    ['4242 4242 4242 4242', '[redacted]'],
    ['5555-5555-5555-4444', '[redacted]'],
    ['378282246310005', '[redacted]'],
    ['try 2: 4242 4242 4242 4242', 'try 2: [redacted]'],
    ['4242 4242 4242 4242 123', '[redacted]'],
    ['4242424242424242 12/35 123', '[redacted]'],
    ['2 4242-4242-4242-4242', '[redacted]'],
    ['4242.4242.4242.4242', '[redacted]'],
    ['4242\u00a04242\t4242  4242', '[redacted]'],
    ['GET /v1/charges?number=4242%204242%204242%204242&x=1', 'GET /v1/charges?number=[redacted]&x=1'],
    ['https://psp/cards/4242+4242+4242+4242/void', 'https://psp/cards/[redacted]/void'],
    ['key sk_test_abcdefghijklmnopqrstuvwx!', 'key [redacted]!'],
    ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
    ['token eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJnYXRld2F5In0.c2ln-bmF0_dXJl', 'token [redacted]'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '[redacted]'],
    ['postgres://user:p@/ss@host/db', 'postgres://[redacted]@host/db'],
    ['postgres://user:pass@host/db', 'postgres://[redacted]@host/db'],
  ])('%j becomes %j', (text, scrubbed) => {
    expect(scrubText(text)).toBe(scrubbed);
  });

  it.each([
    '4242424242424241',
    '1763725267123',
    `1${CARD}9999`,
    'pay_01k9',
    '2026-11-21T11:41:07.123Z',
    '2026-11-21 11:41:07.123',
    '192.168.100.200:54321',
    '123.456.789.012.345',
  ])('keeps %j, which is no card', text => {
    expect(scrubText(text)).toBe(text);
  });
});

describe('a value on its way to the log', () => {
  it('loses what its name or its form betrays, at any depth', () => {
    const value = {
      amount: 12_500n,
      card: { number: 'x', cvc: '1', last4: '4242' },
      headers: { 'counterfoil-identity': 'e' },
      list: [{ api_key: 'a', Authorization: 'b', sessionToken: 'c', 'client-secret': 'd' }],
      numeric: Number(CARD),
      bytes: Buffer.from(CARD),
      [CARD]: true,
    };
    expect(scrub(value)).toEqual({
      amount: '12500',
      card: { number: '[redacted]', cvc: '[redacted]', last4: '4242' },
      headers: { 'counterfoil-identity': '[redacted]' },
      list: [
        {
          api_key: '[redacted]',
          Authorization: '[redacted]',
          sessionToken: '[redacted]',
          'client-secret': '[redacted]',
        },
      ],
      numeric: '[redacted]',
      bytes: '[bytes]',
      '[redacted]': true,
    });
  });

  it('keeps the ids by which a line is found, and measurements', () => {
    const kept = { trace_id: `${CARD}aaaaaaaaaaaaaaaa`, request_id: `${CARD}b`, seconds: 4.242424242424242 };
    expect(scrub(kept)).toEqual(kept);
  });

  it('may be an error with a cause, and may contain itself', () => {
    const error = Object.assign(new Error(`no ${CARD}`, { cause: new Error('sk_test_abcdefghijklmnopqrstuvwx') }), {
      self: {},
    });
    error.self = error;
    const text = JSON.stringify(scrub(error));
    expect(text).toContain('no [redacted]');
    expect(text).not.toMatch(/4242|sk_test/);
  });
});

describe('the log', () => {
  it('says in each line of what trace it is, through everything that is awaited', async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = createLogger('info', {
      write: line => void lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    const work = async (name: string): Promise<void> => {
      logger.info(`${name} begins`);
      await new Promise(setImmediate);
      logger.info({ more: 1 }, `${name} ends`);
    };
    await Promise.all(['a', 'b'].map(traceId => during({ traceId }, () => work(traceId))));
    logger.info('outside');
    expect(lines.map(({ trace_id, msg }) => [trace_id, msg])).toEqual([
      ['a', 'a begins'],
      ['b', 'b begins'],
      ['a', 'a ends'],
      ['b', 'b ends'],
      [undefined, 'outside'],
    ]);
  });

  const logged = (write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] => {
    const lines: Record<string, unknown>[] = [];
    write(createLogger('info', { write: line => void lines.push(JSON.parse(line) as Record<string, unknown>) }));
    return lines;
  };

  it('is one JSON object a line, scrubbed in every part', () => {
    const [line] = logged(logger => logger.warn({ number: CARD, note: CARD }, `paid with ${CARD}`));
    expect(line).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      number: '[redacted]',
      note: '[redacted]',
      msg: 'paid with [redacted]',
    });
  });

  it('takes an error alone', () => {
    const [line] = logged(logger => logger.error(new Error(CARD)));
    expect(line).toMatchObject({ msg: '[redacted]', err: { message: '[redacted]', stack: expect.any(String) } });
  });

  it('carries Nest’s complaints, and not its chatter', () => {
    const lines = logged(logger => {
      const nest = nestLogger(logger);
      nest.log('Nest started', 'NestFactory');
      nest.error(new Error('broken'), 'Router');
      nest.warn('odd', 'Router');
    });
    expect(lines).toMatchObject([
      { level: 'error', msg: 'broken', context: 'Router', err: { message: 'broken' } },
      { level: 'warn', msg: 'odd', context: 'Router' },
    ]);
  });
});
