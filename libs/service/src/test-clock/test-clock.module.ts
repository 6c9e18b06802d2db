import { type DynamicModule, Module } from '@nestjs/common';
import { Timers } from '../timers.ts';
import { DRAIN, type Drain } from './drain.ts';
import { InternalTestClockController } from './internal-test-clock.controller.ts';
import { TestClockController } from './test-clock.controller.ts';
import { TestClock } from './test-clock.ts';

/** Lets merchants move the clock. Needs `Timers` from a global module. */
@Module({})
export class TestClockModule {
  /** For a product that is one process. */
  static of(clock: TestClock): DynamicModule {
    return {
      module: TestClockModule,
      controllers: [TestClockController],
      providers: [
        { provide: TestClock, useValue: clock },
        { provide: DRAIN, useExisting: Timers },
      ],
    };
  }

  /** For one process of many; `everywhere` is given to the service that merchants ask. */
  static ofService(clock: TestClock, everywhere: Drain | null): DynamicModule {
    return {
      module: TestClockModule,
      controllers: [InternalTestClockController, ...(everywhere ? [TestClockController] : [])],
      providers: [
        { provide: TestClock, useValue: clock },
        { provide: DRAIN, useValue: everywhere },
      ],
    };
  }
}
