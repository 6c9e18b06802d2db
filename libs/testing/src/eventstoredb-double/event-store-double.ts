import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Metadata, sendUnaryData, ServerDuplexStream, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import { DoubleAppends, type AppendFault } from './double-appends.ts';
import { openConnections, type DoubleConnections } from './double-connections.ts';
import { DoubleLog } from './double-log.ts';
import { DoubleReads } from './double-reads.ts';
import { fail, notLeader, unauthenticated } from './double-status.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

export interface EventStoreDoubleOptions {
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly certificate: string };
  /** Who may come in; everybody, unless told. Credentials are sent over TLS only. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** 16 MiB unless told. */
  readonly maxAppendBytes?: number;
  /** Another double whose log this one serves, as another node of its cluster. */
  readonly clusterOf?: EventStoreDouble;
}

/** Stands in for an EventStoreDB or KurrentDB server: its real gRPC services, over a log in memory, with faults on demand. */
export class EventStoreDouble {
  /** Told by gossip, and to writers who need the leader; this node itself unless set. */
  leader: Address | undefined;

  private constructor(
    private readonly log: DoubleLog,
    private readonly reads: DoubleReads,
    private readonly appends: DoubleAppends,
    private readonly connections: DoubleConnections,
    private readonly isSecure: boolean,
  ) {}

  static async start(options: EventStoreDoubleOptions = {}): Promise<EventStoreDouble> {
    const { tls, clusterOf, maxAppendBytes = 16 << 20, port = 0 } = options;
    const log = clusterOf?.log ?? new DoubleLog();
    const reads = new DoubleReads(log);
    const appends = new DoubleAppends(log, maxAppendBytes, () => double.cut());
    const server = new Server({ 'grpc.max_receive_message_length': 17 << 20 });
    const credentials = tls
      ? ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
        ])
      : ServerCredentials.createInsecure();
    const connections = await openConnections(server, credentials, port);
    const double = new EventStoreDouble(log, reads, appends, connections, tls !== undefined);
    double.serve(server, options);
    return double;
  }

  /** A connection string for it. */
  get url(): string {
    return `esdb://127.0.0.1:${this.address.port}${this.isSecure ? '' : '?tls=false'}`;
  }

  get address(): Address {
    return { host: '127.0.0.1', port: this.connections.port };
  }

  /** Messages that were handed to the network for readers so far. */
  get sent(): number {
    return this.reads.sent;
  }

  /** Appends that arrived whole so far. */
  get appended(): number {
    return this.appends.served;
  }

  /** Connections that were taken so far. */
  get connected(): number {
    return this.connections.taken();
  }

  /** The next appends meet these, one each. */
  strikeAppends(...faults: readonly AppendFault[]): void {
    this.appends.faults.push(...faults);
  }

  /** Ends every connection that there is. */
  cut(): void {
    this.connections.cut();
  }

  /** Is not to be reached, until it is told otherwise. */
  setReachable(isReachable: boolean): void {
    this.connections.refuse(!isReachable);
    if (!isReachable) this.cut();
  }

  /** As the servers do by themselves: statistics, scavenges, … */
  writeSystemEvent(): void {
    this.log.appendSystemEvent('$stats-127.0.0.1:2113');
  }

  close(): Promise<void> {
    return this.connections.close();
  }

  private serve(server: Server, { credentials }: EventStoreDoubleOptions): void {
    const authorization =
      credentials &&
      `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`, 'utf8').toString('base64')}`;
    const mayEnter = ({ metadata }: { readonly metadata: Metadata }): boolean =>
      authorization === undefined || metadata.get('authorization')[0] === authorization;

    server.addService(streamsService.StreamsService, {
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => {
        if (!mayEnter(call)) fail(call, unauthenticated());
        else if (this.leader) fail(call, notLeader(this.leader));
        else this.appends.serve(call);
      },
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
        if (this.leader) fail(call, notLeader(this.leader));
        else if (mayEnter(call))
          this.reads.serve(call).then(
            () => call.end(),
            (error: unknown) => fail(call, error as Error),
          );
        else fail(call, unauthenticated());
      },
    });
    server.addService(gossipService.GossipService, {
      read: (_: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>) =>
        answer(null, this.clusterInfo()),
    });
  }

  private clusterInfo(): ClusterInfo {
    const { host, port } = this.leader ?? this.address;
    const member = new gossip.MemberInfo()
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port));
    return new gossip.ClusterInfo().setMembersList([member]);
  }
}
