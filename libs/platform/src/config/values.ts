import { z } from 'zod';

/** A variable read by `parse`, which answers undefined for what it cannot take; the fault says what was expected. */
export const variable = <T>(expected: string, parse: (text: string) => T | undefined) =>
  z.string().transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${expected}` });
    return z.NEVER;
  });

/** A whole number of at least `min` and at most `max`. */
export const whole = (min: number, max: number) =>
  variable(`a whole number from ${min} to ${max}`, text => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? value : undefined;
  });

/** A switch: `1`, `true` or `on`; `0`, `false` or `off`. */
export const flag = variable('1 (on) or 0 (off)', text =>
  /^(1|true|on)$/i.test(text) ? true : /^(0|false|off)$/i.test(text) ? false : undefined,
);

const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '');

/** A connection string of PostgreSQL. */
export const postgresUrl = variable('a postgres://user:password@host:port/database URL', text =>
  /^postgres(ql)?:$/.test(protocolOf(text)) ? text : undefined,
);

/** A choice of engine that later versions know. */
export const notYet = (text: string, ...protocols: readonly string[]): boolean => protocols.includes(protocolOf(text));

/** 32 bytes in base64. */
export const key32 = variable('32 bytes in base64 (make one with: openssl rand -base64 32)', text => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64').replace('=', '') === text.replace(/=$/, '')
    ? bytes
    : undefined;
});
