import type { z } from 'zod';
import type { Audience } from '../http/request.ts';
import type { ProblemCode } from '../problem/problems.ts';
import type { HeaderName } from './headers.ts';

/** Values by a short name, as documents and readers show them. */
export type Examples = Readonly<Record<string, unknown>>;

/** An answer that is no problem. */
export interface DescribedAnswer {
  readonly description: string;
  /** The body; without one the answer has none. */
  readonly schema?: z.ZodType;
  /** Default: application/json. */
  readonly mediaType?: string;
  readonly examples?: Examples;
  /** Beyond those of every answer. */
  readonly headers?: readonly HeaderName[];
}

/** The very schema that validates the body. */
interface DescribedBody {
  readonly schema: z.ZodType;
  readonly examples: Examples;
  /** Default: true. */
  readonly required?: boolean;
}

/** One call of the public API, in the words of its readers. What follows from its kind is not repeated here. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options';
  /** As it is routed: `/v1/payments/:id`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  /** Markdown. */
  readonly description?: string;
  /** Default: merchant. */
  readonly audience?: Audience;
  /** Counts against no rate limit, and may take longer than others. */
  readonly unlimited?: true;
  /** What each parameter of the path is, with an example: `{ id: ["The payment's id", 'pay_…'] }`. */
  readonly parameters?: Readonly<Record<string, readonly [description: string, example: string]>>;
  readonly query?: z.ZodObject;
  readonly body?: DescribedBody;
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  /** Beyond those of its kind. */
  readonly problems?: readonly ProblemCode[];
}

/** A request that we make to a merchant, in the words of its readers. */
export interface DescribedWebhook {
  /** Such as `payment.succeeded`. */
  readonly type: string;
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly example: object;
}

/** What a part of the product brings to the document. */
export interface Described {
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly operations: readonly Operation[];
  /** In the group of the part's first tag. */
  readonly webhooks?: readonly DescribedWebhook[];
  /** By the name that the document gives them. */
  readonly schemas?: Readonly<Record<string, z.ZodType>>;
}
