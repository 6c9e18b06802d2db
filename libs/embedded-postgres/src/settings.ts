/** For one machine of two cores that the product has for itself. fsync stays on: what is committed survives. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Ten processes of services, each with its pools.
  max_connections: '400',
  shared_buffers: '128MB',
  jit: 'off',
  wal_compression: 'on',
  // Checkpoints rare enough not to rule a busy minute, near enough that crash recovery takes seconds.
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  log_checkpoints: 'off',
  // A statement's failure is its client's to tell; here its values would be kept.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

/** The settings as arguments of `postgres`. */
export const settingArguments = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
