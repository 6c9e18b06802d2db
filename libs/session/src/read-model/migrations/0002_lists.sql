-- Up Migration
-- One row a checkout session: what lists filter and sort by, when it is over by time, and the resource without its payment.
create table session.session_view_v2 (
  id text primary key,
  merchant_id text not null,
  payment_id text not null,
  status text not null,
  created_at timestamptz not null,
  created_position bigint not null,
  due_at timestamptz,
  version int not null,
  resource json not null
);
create index on session.session_view_v2 (merchant_id, created_position);
create index on session.session_view_v2 (merchant_id, status, created_position);
create index on session.session_view_v2 (due_at) where due_at is not null;
drop table session.session_view_v1;
