import { z } from 'zod';
import type { Form } from './values.ts';

/** The processes that there are, by the folder of `apps/` that starts them; and `migrate`, the job before them. */
export const PROCESSES = [
  'standalone',
  'services',
  'gateway',
  'session',
  'payment',
  'charge-attempt',
  'webhook-dispatcher',
  'migrate',
] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** What is to be known of a variable besides its form. */
interface Described {
  /** One line, in Markdown. */
  readonly meaning: string;
  readonly usedBy: readonly ProcessName[];
  /** The processes that do not start without it. */
  readonly neededBy?: readonly ProcessName[];
  /** What holds when it is unset, where `unset` does not say it. */
  readonly otherwise?: string;
  /** Shown to nobody. Passwords in URLs are kept back without it. */
  readonly isSecret?: true;
}

interface About extends Described {
  readonly expected: string;
  /** Null: no value of its own. */
  readonly unset: unknown;
}

const abouts = z.registry<About>();

/** A variable of the environment; `unset` is its value while it is not set. */
export const setting = <T, const Unset>({ expected, schema }: Form<T>, unset: Unset, described: Described) =>
  schema
    .optional()
    .transform((value): T | Unset => value ?? unset)
    .register(abouts, { ...described, expected, unset });

/** @throws when `schema` is no `setting` */
export const aboutOf = (schema: z.core.$ZodType): About => {
  const about = abouts.get(schema);
  if (!about) throw new Error('not a setting');
  return about;
};
