import { Injectable } from '@nestjs/common';
import { within } from '../within.ts';

const TIMEOUT_MS = 2_000;

type Check = () => Promise<void>;

/** A part that cannot serve, and why. */
export interface Failing {
  readonly name: string;
  readonly reason: unknown;
}

/** Knows whether every part of the process can serve. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();
  private readonly running = new Map<string, Promise<void>>();

  /** Adds a part: it can serve when `check` resolves within 2 s. */
  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** Asks all parts at once; the answer holds those that cannot serve. */
  async failing(): Promise<readonly Failing[]> {
    const asked = [...this.checks].map(async ([name, check]): Promise<readonly Failing[]> => {
      try {
        await within(TIMEOUT_MS, () => this.ask(name, check));
        return [];
      } catch (reason) {
        return [{ name, reason }];
      }
    });
    return (await Promise.all(asked)).flat();
  }

  // A part that hangs is asked once, however often somebody wants to know.
  private ask(name: string, check: Check): Promise<void> {
    const running = this.running.get(name) ?? check().finally(() => this.running.delete(name));
    this.running.set(name, running);
    return running;
  }
}
