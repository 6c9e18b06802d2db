import type { FastifyInstance } from 'fastify';

interface Route {
  readonly segments: readonly string[];
  readonly methods: readonly string[];
}

const matches = (segments: readonly string[], path: readonly string[]): boolean =>
  segments.length === path.length &&
  segments.every((segment, at) => segment === path[at] || (segment.startsWith(':') && path[at] !== ''));

/**
 * Remembers the routes as they are declared. The answer says which methods the path of a request has: for `Allow`,
 * when the router found no route for its own.
 */
export const watchMethods = (fastify: FastifyInstance): ((path: string) => readonly string[]) => {
  const routes: Route[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    routes.push({ segments: url.split('/'), methods: [method].flat() });
  });
  return path => {
    const segments = path.split('/');
    const methods = routes.filter(route => matches(route.segments, segments)).flatMap(route => route.methods);
    return [...new Set(methods)].sort();
  };
};
