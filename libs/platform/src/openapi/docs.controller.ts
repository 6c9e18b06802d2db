import { asyncApiDocument } from '@counterfoil/contracts/asyncapi';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../http/access.ts';
import { servedFile, serveFile, type ServedFile } from '../http/page-files.ts';
import { Problem } from '../problem/problem.ts';
import { docsFile } from './docs-files.ts';

/** Nest's injection token: `() => object`, the document. */
export const API_DOCUMENT = Symbol('ApiDocument');

/** Scripts, styles and requests of this origin only. `data:` images are the icons in the reader's stylesheet. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Kept, but asked for each time. */
const CHANGES = 'public, no-cache';
/** Seconds. */
const STAYS = 'public, max-age=3600';

const jsonFile = (document: object): ServedFile =>
  servedFile('application/json; charset=utf-8', Buffer.from(JSON.stringify(document)));

/** `/openapi.json`, `/docs` to read it, search it and try it, and `/asyncapi.json`. */
@Controller()
export class DocsController {
  private api: ServedFile | undefined;
  private events: ServedFile | undefined;

  constructor(@Inject(API_DOCUMENT) private readonly describe: () => object) {}

  @Get('openapi.json')
  @Access('open')
  openapi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.api ??= jsonFile(this.describe());
    serveFile(request, reply, this.api, CHANGES);
  }

  @Get('asyncapi.json')
  @Access('open')
  asyncapi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.events ??= jsonFile(asyncApiDocument());
    serveFile(request, reply, this.events, CHANGES);
  }

  @Get('docs')
  @Access('open')
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.file('page.html', request, reply);
  }

  @Get('docs/:file')
  @Access('open')
  file(@Param('file') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const file = docsFile(name);
    if (!file) throw new Problem('not_found', 'There is nothing at this path. Check it against the API reference.');
    if (name === 'page.html') reply.header('content-security-policy', PAGE_POLICY);
    serveFile(request, reply, file, name === 'page.html' ? CHANGES : STAYS);
  }
}
