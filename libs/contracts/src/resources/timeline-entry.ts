/** api.md, "Resources": timeline entry. `position` is a log position as a string. */
export interface TimelineEntry {
  readonly id: string;
  readonly position: string;
  readonly occurred_at: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly actor: string;
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly data: Readonly<Record<string, unknown>>;
}
