import type { Handled, Refusal } from '@counterfoil/event-sourcing';
import { isProblemCode, Problem } from '@counterfoil/platform';

type Done<State> = Extract<Handled<State>, { readonly status: 'done' }>;

const notFound = (): Problem => new Problem('not_found', 'There is no such resource. Check the id and the API key.');

/** A refusal whose code is public is the caller's; any other one means that we asked for nonsense. */
const refused = ({ code, detail }: Refusal): Error =>
  isProblemCode(code) ? new Problem(code, detail) : new Error(`${code}: ${detail}`);

/** The state after a command that had to succeed. @throws Problem for a refusal or a resource that is not there */
export const succeeded = <State>(handled: Handled<State>): Done<State> => {
  if (handled.status === 'done') return handled;
  throw handled.status === 'absent' ? notFound() : refused(handled.refusal);
};

/** What was looked for. @throws Problem not_found for null */
export const existing = <Resource>(found: Resource | null): Resource => {
  if (found === null) throw notFound();
  return found;
};

/** For consumers: nobody is there to be told of a refusal, so it is thrown, retried and kept as a dead letter. */
export const expectDone = <State>(handled: Handled<State>): Done<State> => {
  if (handled.status === 'done') return handled;
  throw new Error(
    handled.status === 'absent' ? 'The aggregate is not there' : `${handled.refusal.code}: ${handled.refusal.detail}`,
  );
};
