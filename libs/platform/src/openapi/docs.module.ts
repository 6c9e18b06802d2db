import { type DynamicModule, Module } from '@nestjs/common';
import { API_DOCUMENT, DocsController } from './docs.controller.ts';

/** `/openapi.json`, `/asyncapi.json` and `/docs`; a document is assembled when somebody asks for it first. */
@Module({})
export class DocsModule {
  static of(describe: () => object): DynamicModule {
    return {
      module: DocsModule,
      controllers: [DocsController],
      providers: [{ provide: API_DOCUMENT, useValue: describe }],
    };
  }
}
