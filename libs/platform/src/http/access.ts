import { createParamDecorator } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Audience } from './request.ts';

/** Who may call the route (merchants, unless said otherwise), and what else is special about it. */
export const Access = (audience: Audience, { keepRawBody = false, unlimited = false } = {}): MethodDecorator =>
  RouteConfig({ audience, keepRawBody, unlimited });

/** The route is for other services: those named, and no others (RFC 8725 §3.8: who signed decides). */
export const Internal = (...callers: readonly string[]): MethodDecorator =>
  RouteConfig({ audience: 'internal', callers });

/** The handler's parameter takes the request's `RequestContext`. */
export const Context = createParamDecorator((_data, host) => host.switchToHttp().getRequest<FastifyRequest>().context);
