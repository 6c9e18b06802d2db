import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { FastifyRequest } from 'fastify';
import { pointerTo } from './faults.ts';
import { validationFailed } from './valid.ts';

const QUERY = `${RouteParamtypes.QUERY}:`;

const takesQuery = (host: ExecutionContext): boolean => {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, host.getClass(), host.getHandler().name) as
    object | undefined;
  return Object.keys(parameters ?? {}).some(name => name.startsWith(QUERY));
};

/** A route that declares no query takes no query: its parameters would be ignored in silence. Open routes ignore them. */
export class QueryGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const names = Object.keys(request.query as object);
    const { audience } = request.routeOptions.config;
    if (names.length === 0 || audience === 'open' || audience === 'probe' || takesQuery(host)) return true;
    throw validationFailed(names.map(name => ({ pointer: pointerTo([name]), detail: 'is unknown' })));
  }
}
