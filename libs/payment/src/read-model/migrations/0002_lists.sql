-- Up Migration
-- One row a payment: what lists filter and sort by, what it waits for, and the resource as it is answered.
create table payment.payment_view_v2 (
  id text primary key,
  merchant_id text not null,
  status text not null,
  reference text,
  customer_id text,
  created_at timestamptz not null,
  created_position bigint not null,
  waits_for text,
  waits_since timestamptz,
  version int not null,
  resource json not null
);
create index on payment.payment_view_v2 (merchant_id, created_position);
create index on payment.payment_view_v2 (merchant_id, status, created_position);
create index on payment.payment_view_v2 (merchant_id, created_at);
create index on payment.payment_view_v2 (merchant_id, reference, created_position) where reference is not null;
create index on payment.payment_view_v2 (merchant_id, customer_id, created_position) where customer_id is not null;
create index on payment.payment_view_v2 (waits_for, waits_since) where waits_for is not null;
drop table payment.payment_view_v1;

-- One row a refund.
create table payment.refund_view_v1 (
  id text primary key,
  merchant_id text not null,
  payment_id text not null,
  created_position bigint not null,
  resource json not null
);
create index on payment.refund_view_v1 (payment_id, created_position);
