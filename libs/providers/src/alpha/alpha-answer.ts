import { z } from 'zod';
import { mismatched, unknown } from '../answered.ts';
import type { AbandonOutcome, StatusOutcome } from '../connector.ts';
import { parseJson } from '../parse-json.ts';
import { declined } from '../declines.ts';

/** What alpha answers to a charge and to a status query of one. Members we do not use may come and go. */
const answer = z.object({
  reference: z.string(),
  status: z.enum(['succeeded', 'authorized', 'declined', 'requires_action']),
  amount: z.int(),
  currency: z.string(),
  provider_reference: z.string(),
  decline_code: z.string().nullish(),
  decline_category: z.enum(['hard', 'soft']).nullish(),
  redirect_url: z.url({ protocol: /^https?$/ }).nullish(),
});

type Answer = z.infer<typeof answer>;
type Known = Exclude<StatusOutcome, { readonly type: 'not_found' }>;

/** The money that was asked for. */
interface Expected {
  readonly reference: string;
  readonly amount: bigint;
  readonly currency: string;
}

const differenceIn = (found: Answer, expected: Expected): string | undefined => {
  if (found.reference !== expected.reference) return `reference ${found.reference}`;
  if (BigInt(found.amount) !== expected.amount) return `amount ${found.amount}, asked for ${expected.amount}`;
  if (found.currency !== expected.currency) return `currency ${found.currency}, asked for ${expected.currency}`;
  return undefined;
};

/** Normalises alpha's words. Whatever does not fit what was asked for is `unknown`, with the evidence, never success. */
export const outcomeOf = (body: string, expected: Expected): Known => {
  const parsed = answer.safeParse(parseJson(body));
  if (!parsed.success) return unknown('malformed answer');
  const difference = differenceIn(parsed.data, expected);
  if (difference) return mismatched(difference);
  const { status, provider_reference: providerReference, redirect_url: redirectUrl } = parsed.data;
  switch (status) {
    case 'succeeded':
      return { type: 'approved', providerReference };
    case 'authorized':
      return { type: 'authorized', providerReference };
    case 'requires_action':
      return redirectUrl
        ? { type: 'action_required', providerReference, redirectUrl }
        : unknown('challenge without address');
    case 'declined': {
      const { decline_code, decline_category } = parsed.data;
      return declined(decline_code ?? 'card_declined', decline_category ?? 'hard');
    }
  }
};

const abandoned = z.object({ status: z.literal('abandoned') });

/** As `outcomeOf`, of a charge that was given up. */
export const abandonedOf = (body: string, expected: Expected): AbandonOutcome =>
  abandoned.safeParse(parseJson(body)).success ? { type: 'abandoned' } : outcomeOf(body, expected);
