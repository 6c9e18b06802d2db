/** Where an event stands among those of its payment. */
export interface Place {
  /** The events between this one and the last, which have not come in time; null when none is missing. */
  readonly missing: { readonly from: number; readonly to: number } | null;
  /** A later one was handled before it: what its `data` says is history. */
  readonly isLate: boolean;
}

interface Waiting {
  readonly sequence: number;
  /** It has waited long enough for those before it. */
  isDue: boolean;
  readonly begin: (place: Place) => void;
}

/** The events of one payment that are here at the moment: one is handled at a time, the lowest first. */
export class PaymentLane {
  private readonly waiting: Waiting[] = [];
  private isBusy = false;

  /** `last`: the highest sequence that was handled before. */
  constructor(private last: number) {}

  /** Does `work` once the events before it are done, or `patienceMs` later. Rejects as `work` does. */
  async enter(sequence: number, patienceMs: number, work: (place: Place) => Promise<void>): Promise<void> {
    const place = await this.turn(sequence, patienceMs);
    try {
      await work(place);
      this.last = Math.max(this.last, sequence);
    } finally {
      this.isBusy = false;
      this.advance();
    }
  }

  private turn(sequence: number, patienceMs: number): Promise<Place> {
    return new Promise(resolve => {
      const begin = (place: Place): void => {
        clearTimeout(patience);
        resolve(place);
      };
      const entry: Waiting = { sequence, isDue: patienceMs === 0, begin };
      const patience = setTimeout(() => {
        entry.isDue = true;
        this.advance();
      }, patienceMs);
      this.waiting.push(entry);
      this.waiting.sort((a, b) => a.sequence - b.sequence);
      this.advance();
    });
  }

  private advance(): void {
    const [lowest] = this.waiting;
    if (this.isBusy || !lowest) return;
    // One that is due lets those before it go first.
    if (lowest.sequence > this.last + 1 && !this.waiting.some(({ isDue }) => isDue)) return;
    this.waiting.shift();
    this.isBusy = true;
    lowest.begin(this.placeOf(lowest.sequence));
  }

  private placeOf(sequence: number): Place {
    const expected = this.last + 1;
    return { missing: sequence > expected ? { from: expected, to: sequence - 1 } : null, isLate: sequence < expected };
  }
}
