import { bulkhead, isBulkheadRejectedError } from 'cockatiel';

/** So many calls at one time, and so many that wait for their turn. */
export class Lane {
  private readonly slots;

  constructor(private readonly size: { readonly atOnce: number; readonly queued: number }) {
    this.slots = bulkhead(size.atOnce, size.queued);
  }

  /** `full` when there is no room to wait either; else what `call` tells. */
  async run<Told, Full>(call: () => Promise<Told>, full: () => Full): Promise<Told | Full> {
    try {
      return await this.slots.execute(call);
    } catch (error) {
      if (isBulkheadRejectedError(error)) return full();
      throw error;
    }
  }

  get isFull(): boolean {
    return this.slots.executionSlots === 0 && this.slots.queueSlots === 0;
  }

  get inFlight(): number {
    return this.size.atOnce - this.slots.executionSlots;
  }

  get queued(): number {
    return this.size.queued - this.slots.queueSlots;
  }
}
