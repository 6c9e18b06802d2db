import type { Provider } from '../providers.ts';
import type { CallName } from '../faults/fault.ts';

/** One call to the provider. */
export interface Call {
  readonly provider: Provider;
  readonly operation: CallName;
  readonly reference: string;
}

const keyOf = ({ provider, operation, reference }: Call): string => `${provider}/${operation}/${reference}`;

/** Calls received and not yet decided: a status query must not answer "never seen" about one that may still act. */
export class InFlight {
  readonly #calls = new Map<string, number>();

  has(call: Call): boolean {
    return this.#calls.has(keyOf(call));
  }

  async during<T>(call: Call, work: () => Promise<T>): Promise<T> {
    const key = keyOf(call);
    this.#calls.set(key, (this.#calls.get(key) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (this.#calls.get(key) ?? 1) - 1;
      if (left > 0) this.#calls.set(key, left);
      else this.#calls.delete(key);
    }
  }
}
