-- Up Migration
-- One row a dispute.
create table payment.dispute_view_v1 (
  id text primary key,
  merchant_id text not null,
  payment_id text not null,
  status text not null,
  created_position bigint not null,
  resource json not null
);
create index on payment.dispute_view_v1 (merchant_id, created_position);
create index on payment.dispute_view_v1 (merchant_id, status, created_position);
create index on payment.dispute_view_v1 (payment_id, created_position);
