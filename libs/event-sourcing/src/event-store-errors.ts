/** The append cannot be stored as it is: a mistake of the caller. Nothing of the call was appended. */
export class InvalidAppend extends Error {
  readonly code = 'invalid_append';

  constructor(stream: string, reason: string, options?: ErrorOptions) {
    super(`Append to stream ${JSON.stringify(stream)}: ${reason}`, options);
  }
}

/** The log could not be reached in time; the events may or may not be in it. Append the same event ids again to find out. */
export class AppendOutcomeUnknown extends Error {
  readonly code = 'append_outcome_unknown';

  constructor(options?: ErrorOptions) {
    super('The event log did not answer in time. Append the same events again: they are stored once at most.', options);
  }
}

/** Where the log is cannot be read from the URL. The message repeats nothing that may be secret. */
export class EventStoreUrlInvalid extends Error {
  readonly code = 'event_store_url_invalid';

  constructor(reason: string) {
    super(`The event store's URL cannot be read: ${reason}`);
  }
}

/** The log was reached and does not let us in, or does not do what it is asked: waiting changes nothing. */
export class EventStoreRefused extends Error {
  readonly code = 'event_store_refused';

  constructor(reason: string, options?: ErrorOptions) {
    super(`The event store refused: ${reason}`, options);
  }
}

/** The log cannot be reached. */
export class EventStoreUnreachable extends Error {
  readonly code = 'event_store_unreachable';

  constructor(reason: string, options?: ErrorOptions) {
    super(`The event store cannot be reached (${reason}): check its hosts and ports, and that it runs`, options);
  }
}

/** The store was closed; open another. */
export class EventStoreClosed extends Error {
  readonly code = 'event_store_closed';

  constructor() {
    super('The event store is closed. Open another one to append.');
  }
}
