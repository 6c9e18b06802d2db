import { currentWork, during } from '@counterfoil/platform';
import { spanIdOf, traced } from '@counterfoil/platform/tracing';
import type { Refusal } from './decider.ts';

const typeOf = (command: unknown): string =>
  typeof command === 'object' && command !== null && 'type' in command ? String(command.type) : 'command';

type Outcome = { readonly status: 'done' | 'absent' } | { readonly status: 'refused'; readonly refusal: Refusal };

/** Handles `command` as a step of the current work. */
export const tracedCommand = <Handled extends Outcome>(
  { category, id, command }: { readonly category: string; readonly id: string; readonly command: unknown },
  handle: () => Promise<Handled>,
): Promise<Handled> =>
  traced(
    {
      name: typeOf(command),
      kind: 'internal',
      attributes: { 'counterfoil.stream.category': category, 'counterfoil.stream.id': id },
    },
    async span => {
      const handled = await handle();
      const outcome = handled.status === 'refused' ? handled.refusal.code : handled.status;
      span.set({ 'counterfoil.command.outcome': outcome });
      return handled;
    },
  );

/** What is in the stream that is appended to. */
interface Begun {
  readonly correlationId: string | null;
  readonly eventIds: ReadonlySet<string>;
}

/**
 * Appends as a part of the trace that its events name. No request and no message asks for what comes due by the clock, and a
 * provider's call asks on behalf of another trace: there it follows from the stream's first event.
 */
export const inTraceOf = <T>(
  traceId: string,
  { correlationId, eventIds }: Begun,
  append: () => Promise<T>,
): Promise<T> => {
  if (currentWork()?.traceId === traceId) return append();
  const [first] = eventIds;
  const isBegunThere = first !== undefined && correlationId === traceId;
  return during({ traceId, spanId: isBegunThere ? spanIdOf(first) : undefined }, append);
};
