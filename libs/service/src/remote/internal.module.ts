import { type DynamicModule, Module, type Type } from '@nestjs/common';

/** The internal routes of a service: of one that runs as a process of its own only. */
@Module({})
export class InternalModule {
  static of(...controllers: readonly Type[]): DynamicModule {
    return { module: InternalModule, controllers: [...controllers] };
  }
}
