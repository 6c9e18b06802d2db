-- Up Migration
-- One row a payment: what lists filter and sort by, and the resource as it is answered.
create table payment.payment_view_v1 (
  id text primary key,
  merchant_id text not null,
  status text not null,
  reference text,
  customer_id text,
  created_at timestamptz not null,
  version int not null,
  resource json not null
);

-- Which events are about a payment, over all contexts: the timeline's index. The events stay in the log.
create table payment.timeline_v1 (
  payment_id text not null,
  position bigint not null,
  stream text not null,
  revision int not null,
  primary key (payment_id, position)
);
