import { problems, type ProblemCode } from './problems.ts';

/** One fault of a request: `pointer` is RFC 6901 from the body's root, or `/<name>` of a query parameter or header. */
export interface FieldFault {
  readonly pointer: string;
  readonly detail: string;
}

interface ProblemExtras {
  readonly errors?: readonly FieldFault[];
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number;
  /** Of a 401, sent as `WWW-Authenticate`; default: Bearer. */
  readonly challenge?: string;
  /** Members beyond RFC 9457's own, such as `decline`. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** For the log; never sent. */
  readonly cause?: unknown;
}

/** An answer that is a failure: thrown at the edge, turned into `application/problem+json` in one place. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail, { cause: extras.cause });
    this.status = problems[code].status;
    this.title = problems[code].title;
  }

  /** RFC 9457's members, with ours: `code`, `errors` and `trace_id`. */
  body(traceId: string): Readonly<Record<string, unknown>> {
    return {
      type: `https://counterfoil.dev/problems/${this.code}`,
      title: this.title,
      status: this.status,
      detail: this.detail,
      code: this.code,
      ...(this.extras.errors && { errors: this.extras.errors }),
      ...this.extras.members,
      trace_id: traceId,
    };
  }
}
