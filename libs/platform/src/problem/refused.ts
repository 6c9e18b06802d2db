import { Problem } from './problem.ts';
import type { ProblemCode } from './problems.ts';

/** The answer to a command that a decider refused: its code and detail are public as they stand. */
export const refused = ({ code, detail }: { readonly code: ProblemCode; readonly detail: string }): Problem =>
  new Problem(code, detail);
