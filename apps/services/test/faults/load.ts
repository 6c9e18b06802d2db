import { setTimeout as sleep } from 'node:timers/promises';
import { Acknowledged } from '@counterfoil/standalone/test/faults/acknowledged';
import { planOf } from '@counterfoil/standalone/test/faults/plans';
import { Play } from '@counterfoil/standalone/test/faults/play';
import { insistAfter } from '@counterfoil/standalone/test/crash/insist';
import { seeded } from '@counterfoil/standalone/test/crash/seeded';
import type { Deployment } from './deployment.ts';

/** How many payments may be under way at one time. */
const CLIENTS = 40;
/** A connection that broke is tried again after so long, milliseconds. */
const AGAIN_MS = 50;

/** What a load was like. */
export interface Load {
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

/** Payments of one merchant over several loads: each has a number, from which its plan and its keys follow. */
export class Payments {
  readonly told = new Acknowledged();
  private begun = 0;
  private numbered = 0;

  constructor(private readonly deployment: Deployment) {}

  get count(): number {
    return this.begun;
  }

  /**
   * Begins so many payments a second, as long as not too many are under way, by clients that repeat what was not
   * answered. Resolves, when each is as far as its plan wants, with how many there were.
   */
  async rain({ perSecond, seconds, seed }: Load): Promise<number> {
    const [first, before] = [this.numbered, this.begun];
    const startedAt = performance.now();
    const wanted = perSecond * seconds;
    // Numbers of payments that were not begun are not used again: their neighbours may have been.
    this.numbered += wanted;
    let next = 0;
    let isOver = false;
    const insist = insistAfter(() => sleep(AGAIN_MS));
    const client = async (): Promise<void> => {
      for (let n = next++; n < wanted && !isOver; n = next++) {
        const early = startedAt + (n * 1_000) / perSecond - performance.now();
        if (early > 0) await sleep(early);
        else if (-early > seconds * 1_000) return; // A machine that is too slow for this rate gets fewer payments.
        this.begun += 1;
        await new Play(this.deployment, insist, this.told, planOf(first + n, seeded(seed + n))).run();
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    await Promise.all(clients).finally(async () => {
      isOver = true;
      await Promise.allSettled(clients);
    });
    return this.begun - before;
  }
}
