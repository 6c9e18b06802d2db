-- Up Migration
-- One row an endpoint: what its tries need, how they go, what was told of that, and the resource as it is answered.
create table webhook.endpoints_v1 (
  id text primary key,
  merchant_id text not null,
  status text not null,
  url text not null,
  event_types json not null,
  headers json not null,
  secrets json not null,
  rate_limit_per_s int,
  concurrency int not null,
  ordered boolean not null,
  v1a boolean not null,
  resource json not null,
  created_position bigint not null,
  changed_position bigint not null,
  is_gone boolean not null default false,
  failing_since timestamptz,
  failed_at timestamptz,
  told_since timestamptz,
  told_percent int
);
create index on webhook.endpoints_v1 (merchant_id, created_position);
create index on webhook.endpoints_v1 (id) where is_gone or failing_since is not null;

-- One row for all that a merchant may be told, with the very body. `only_to`: the only endpoint that it is for.
create table webhook.events_v1 (
  id text primary key,
  position bigint not null,
  merchant_id text not null,
  payment_id text,
  only_to text,
  type text not null,
  created_at timestamptz not null,
  body text not null
);
create index on webhook.events_v1 (merchant_id, position);
create index on webhook.events_v1 (merchant_id, type, position);
create index on webhook.events_v1 (payment_id, position) where payment_id is not null;

-- One row a delivery. `due_at`: when the next try is; null when there is none by itself. `round`: what asked for it.
-- `is_blocked`: one before it, of its payment, is due, and the endpoint wants strict order.
create table webhook.deliveries_v1 (
  id text primary key,
  endpoint_id text not null,
  merchant_id text not null,
  event_id text not null,
  event_type text not null,
  event_position bigint not null,
  payment_id text,
  status text not null,
  tries int not null,
  due_at timestamptz,
  round bigint not null,
  is_replay boolean not null,
  is_blocked boolean not null default false,
  created_at timestamptz not null
);
create index on webhook.deliveries_v1 (endpoint_id, is_replay, due_at, event_position) where due_at is not null and not is_blocked;
create index on webhook.deliveries_v1 (endpoint_id, payment_id, event_position) where due_at is not null;
create index on webhook.deliveries_v1 (endpoint_id, event_position);

create table webhook.attempts_v1 (
  delivery_id text not null,
  number int not null,
  at timestamptz not null,
  status_code int,
  error text,
  latency_ms int not null,
  response_excerpt text,
  primary key (delivery_id, number)
);

-- One row a replay that goes on, behind position `after`; it is of what was told before it was requested.
create table webhook.replays_v1 (
  endpoint_id text not null,
  requested bigint not null,
  merchant_id text not null,
  bounds json not null,
  after bigint not null,
  primary key (endpoint_id, requested)
);
