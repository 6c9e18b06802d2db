import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { Internal } from '@counterfoil/platform/http';
import { Timers } from '../timers.ts';
import { TestClock } from './test-clock.ts';

/** Asked by the service that moves the clock. */
export const DRAIN_PATH = '/internal/test-clock/drain';

/** What a process has done; null when something may be left. */
export interface Drained {
  readonly done: number | null;
}

/** The other end of `drainServices`, in every process that has timers. */
@Controller()
export class InternalTestClockController {
  constructor(
    @Inject(TestClock) private readonly clock: TestClock,
    @Inject(Timers) private readonly timers: Timers,
  ) {}

  @Post(DRAIN_PATH)
  @Internal('payment')
  @HttpCode(200)
  async drain(): Promise<Drained> {
    await this.clock.look();
    return { done: await this.timers.drain() };
  }
}
