import { type DynamicModule, Module } from '@nestjs/common';
import { TestClockController } from './test-clock.controller.ts';
import { TestClock } from './test-clock.ts';

/** Lets merchants move the clock. Needs `Timers` from a global module. */
@Module({})
export class TestClockModule {
  static of(clock: TestClock): DynamicModule {
    return {
      module: TestClockModule,
      controllers: [TestClockController],
      providers: [{ provide: TestClock, useValue: clock }],
    };
  }
}
