import { Module } from '@nestjs/common';
import { HostedPageController } from './hosted-page.controller.ts';

/** The hosted checkout page. */
@Module({ controllers: [HostedPageController] })
export class HostedPageModule {}
