import { z } from 'zod';

/** How the text of a variable becomes a value, and what a fault says that was expected. */
export interface Form<T> {
  /** Continues "must be …". */
  readonly expected: string;
  readonly schema: z.ZodType<T, string>;
}

/** A form read by `parse`, which answers undefined for what it cannot take. */
export const form = <T>(expected: string, parse: (text: string) => T | undefined): Form<T> => ({
  expected,
  schema: z.string().transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${expected}` });
    return z.NEVER;
  }),
});

/** A whole number of at least `min` and at most `max`. */
export const whole = (min: number, max: number): Form<number> =>
  form(`a whole number from ${min} to ${max}`, text => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? value : undefined;
  });

/** A share of all, such as 0.25. */
export const share = form('a number from 0 to 1', text =>
  /^(0?\.\d{1,6}|[01](\.0)?)$/.test(text) ? Number(text) : undefined,
);

/** A switch: `1`, `true` or `on`; `0`, `false` or `off`. */
export const flag = form('1 (on) or 0 (off)', text =>
  /^(1|true|on)$/i.test(text) ? true : /^(0|false|off)$/i.test(text) ? false : undefined,
);

/** One of these words. */
export const oneOf = <const Names extends readonly string[]>(...names: Names): Form<Names[number]> =>
  form(`one of ${names.join(', ')}`, text => names.find(name => name === text));

/** Anything. */
export const text = form('a text', given => given);

/** A path of the file system. */
export const path = form('a path', text => (text.includes('\0') ? undefined : text));

/** 32 bytes in base64. */
export const key32 = form('32 bytes in base64 (make one with: openssl rand -base64 32)', text => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64').replace('=', '') === text.replace(/=$/, '')
    ? bytes
    : undefined;
});
