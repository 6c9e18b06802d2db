import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { Idempotency, IdempotencyInterceptor } from '@counterfoil/platform/idempotency';
import { DocsModule } from '@counterfoil/platform/openapi';
import { TestClock } from '@counterfoil/service';
import { InfrastructureModule, type Infrastructure } from './infrastructure.module.ts';

/** What a process serves: whole contexts, and anything else that answers HTTP. */
export interface Served {
  readonly modules: NonNullable<ModuleMetadata['imports']>;
  /** What lets others move the clock, where it stands still. */
  readonly clockModule: (clock: TestClock) => DynamicModule;
  /** The OpenAPI document of it. */
  readonly document: () => object;
}

/** The root of a process: its contexts on its infrastructure. */
@Module({})
export class ProcessModule {
  static of(
    { modules, document, clockModule }: Served,
    infrastructure: Infrastructure,
    idempotency: Idempotency,
  ): DynamicModule {
    const { clock } = infrastructure;
    return {
      module: ProcessModule,
      imports: [
        CqrsModule.forRoot(),
        InfrastructureModule.of(infrastructure),
        ...modules,
        DocsModule.of(document),
        ...(clock instanceof TestClock ? [clockModule(clock)] : []),
      ],
      providers: [
        { provide: Idempotency, useValue: idempotency },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    };
  }
}
