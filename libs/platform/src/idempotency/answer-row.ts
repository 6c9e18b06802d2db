import type { FieldHashes } from './field-hashes.ts';

/** One try at a request: who may answer under its key. */
export interface Try {
  readonly scope: string;
  /** The seed of every id and event id of the command: the same at every try. */
  readonly commandId: string;
  /** The command's `now`: the same at every try. */
  readonly startedAt: Date;
  /** Counts the tries: only the last one may answer. */
  readonly fence: number;
}

/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** What is known of a key that was seen before. */
export interface AnswerRow extends Try {
  readonly fields: FieldHashes;
  readonly expiresAt: Date;
  /** Null while it runs, and when the process that ran it is gone. */
  readonly answer: Answer | null;
}

export interface NewRow {
  readonly scope: string;
  readonly commandId: string;
  readonly startedAt: Date;
  readonly fields: FieldHashes;
  readonly owner: number;
  readonly expiresAt: Date;
}
