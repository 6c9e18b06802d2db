import type { Provider } from '../providers.ts';
import type { CallName, Fault } from './fault.ts';

/** They suffer only faults that name them. */
const NAMED: ReadonlySet<CallName> = new Set(['status', 'dispute']);

const matches = ({ provider: wanted, operation }: Fault, provider: string, call: CallName): boolean =>
  (wanted === undefined || wanted === provider) && (operation === undefined ? !NAMED.has(call) : operation === call);

/** The faults that calls are yet to suffer. They live in memory: they end with the process. */
export class FaultQueue {
  #pending: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, left: fault.times });
  }

  clear(): void {
    this.#pending = [];
  }

  /** The oldest fault that matches the call, used up by one. */
  take(provider: Provider, call: CallName): Fault | undefined {
    const found = this.#pending.find(({ fault }) => matches(fault, provider, call));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left === 0) this.#pending = this.#pending.filter(pending => pending !== found);
    return found.fault;
  }
}
