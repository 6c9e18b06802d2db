import type { EndpointSettings, Moment } from '../parts.ts';

interface At {
  /** ISO 8601 UTC with milliseconds. */
  readonly now: string;
}

/** What a merchant asks of an endpoint, and what its tries say of it. */
export type EndpointCommand =
  | ({ readonly type: 'CreateEndpoint'; readonly endpointId: string; readonly merchantId: string } & EndpointSettings &
      At)
  | ({
      readonly type: 'ChangeEndpoint';
      readonly changes: Partial<EndpointSettings>;
      /** Null: as it is. */
      readonly status: 'ENABLED' | 'DISABLED' | null;
    } & At)
  | ({ readonly type: 'RotateSecret'; readonly overlapS: number } & At)
  | ({
      readonly type: 'RequestReplay';
      readonly from: Moment;
      readonly to: Moment;
      /** Null: those of the endpoint. */
      readonly eventTypes: readonly string[] | null;
      /** The log position that ends its first step; null: it has no other. */
      readonly upTo: string | null;
    } & At)
  | ({
      readonly type: 'ContinueReplay';
      /** Log position of the request. */
      readonly requested: string;
      /** Where the last step ended, and this one does; null: with the range. */
      readonly after: string;
      readonly upTo: string | null;
    } & At)
  | ({ readonly type: 'DeleteEndpoint' } & At)
  | ({ readonly type: 'ReportGone' } & At)
  /** It failed at `failedAt`, and has not succeeded since `since`. */
  | ({ readonly type: 'ReportFailing'; readonly since: string; readonly failedAt: string } & At);

export type EndpointCommandType = EndpointCommand['type'];
