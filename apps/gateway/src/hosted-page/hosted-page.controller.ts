import { fileURLToPath } from 'node:url';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { Problem } from '@counterfoil/platform';
import { Access, pageFiles, serveFile } from '@counterfoil/platform/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Where the hosted checkout page is. */
export const HOSTED_PAGE_PATH = '/checkout';

const folder = fileURLToPath(new URL('../../../checkout/page/', import.meta.url));

const NAMES = [
  'page.html',
  'style.css',
  'icon.svg',
  'main.js',
  'api.js',
  'card.js',
  'countries.js',
  'element.js',
  'fields.js',
  'form.js',
  'money.js',
  'outcome.js',
  'parts.js',
  'sandbox.js',
  'summary.js',
];

const fileOf = pageFiles(Object.fromEntries(NAMES.map(name => [name, `${folder}${name}`])));

/**
 * Nothing of another origin, no script or style of the page's own text, in nobody's frame. No form is ever sent by the
 * browser itself: a card number must not get into an address.
 */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/checkout?token=…`, the hosted page: files for the payer's browser, which talks to the API like any merchant's page. */
@Controller(HOSTED_PAGE_PATH)
export class HostedPageController {
  @Get()
  @Access('open')
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.file('page.html', request, reply);
  }

  @Get(':file')
  @Access('open')
  file(@Param('file') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const file = fileOf(name);
    if (!file) throw new Problem('not_found', 'There is nothing at this path. Check it against the API reference.');
    const isPage = name === 'page.html';
    if (isPage) reply.header('content-security-policy', PAGE_POLICY);
    // The parts of a page fit each other only within one version of it.
    serveFile(request, reply, file, isPage ? 'no-store' : 'public, no-cache');
  }
}
