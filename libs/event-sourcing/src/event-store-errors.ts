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

/** The store was closed; open another. */
export class EventStoreClosed extends Error {
  readonly code = 'event_store_closed';

  constructor() {
    super('The event store is closed. Open another one to append.');
  }
}
