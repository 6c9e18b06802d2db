import { Metadata, status, type ServiceError } from '@grpc/grpc-js';

const serviceError = (code: status, details: string, exception?: Readonly<Record<string, string>>): ServiceError => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(exception ?? {})) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
};

export const invalidArgument = (details: string): ServiceError => serviceError(status.INVALID_ARGUMENT, details);

export const unavailable = (): ServiceError => serviceError(status.UNAVAILABLE, 'Server Is Not Ready');

export const unauthenticated = (): ServiceError => serviceError(status.UNAUTHENTICATED, '');

/** What the servers answer when the others did not confirm the write in time; it may be committed all the same. */
export const timedOut = (): ServiceError => serviceError(status.ABORTED, 'Operation timed out');

export const notLeader = (leader: { readonly host: string; readonly port: number }): ServiceError =>
  serviceError(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': leader.host,
    'leader-endpoint-port': String(leader.port),
  });

/** Ends a call as grpc-js wants it: destroying the stream would tell its client nothing. */
export const fail = (call: { emit(event: 'error', error: unknown): unknown }, error: unknown): void => {
  call.emit('error', error);
};
