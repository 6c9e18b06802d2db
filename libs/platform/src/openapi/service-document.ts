import { z } from 'zod';
import { openApiDocument } from './document.ts';
import type { Described } from './operation.ts';

const section = z.record(z.string(), z.record(z.string(), z.unknown()));

const serviceDocument = z.looseObject({
  openapi: z.literal('3.1.0'),
  tags: z.array(z.looseObject({ name: z.string() })),
  paths: section,
  webhooks: section.optional(),
  components: section,
  /** What the gateway has to know of each call before it asks the service. */
  'x-routes': z.array(
    z.strictObject({
      method: z.enum(['get', 'post', 'put', 'patch', 'delete', 'options']),
      /** As it is routed: `/v1/payments/:id`. */
      path: z.string().startsWith('/'),
      audience: z.enum(['merchant', 'payer', 'open', 'probe']),
      unlimited: z.boolean(),
    }),
  ),
});

/** A service's own document, with its routes. */
export type ServiceDocument = z.infer<typeof serviceDocument>;
export type ServiceRoute = ServiceDocument['x-routes'][number];

/** @throws when `document` is none of a service */
export const parseServiceDocument = (document: unknown): ServiceDocument => serviceDocument.parse(document);

/** The OpenAPI document of one service, for its gateway. */
export const describeService = (parts: readonly Described[]): ServiceDocument =>
  parseServiceDocument({
    ...openApiDocument(parts),
    'x-routes': parts
      .flatMap(({ operations }) => operations)
      .map(({ method, path, audience = 'merchant', unlimited = false }) => ({ method, path, audience, unlimited })),
  });

type Section = z.infer<typeof section>;

/** All entries; those of one name become one. */
const joined = (sections: readonly (Section | undefined)[]): Section => {
  const all: Record<string, Record<string, unknown>> = {};
  for (const each of sections)
    for (const [name, entries] of Object.entries(each ?? {})) all[name] = { ...all[name], ...entries };
  return all;
};

/** One document of all that the services serve, in their order; `parts` are the gateway's own. */
export const mergeDocuments = (services: readonly ServiceDocument[], parts: readonly Described[]): object => {
  const own = describeService(parts);
  const all = [...services, own];
  const { 'x-routes': _routes, ...rest } = own;
  return {
    ...rest,
    tags: all.flatMap(({ tags }) => tags),
    paths: joined(all.map(({ paths }) => paths)),
    webhooks: joined(all.map(({ webhooks }) => webhooks)),
    components: joined(all.map(({ components }) => components)),
  };
};
