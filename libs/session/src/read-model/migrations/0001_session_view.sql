-- Up Migration
-- One row a checkout session: what lists filter and sort by, and the resource without its payment.
create table session.session_view_v1 (
  id text primary key,
  merchant_id text not null,
  payment_id text not null,
  status text not null,
  created_at timestamptz not null,
  version int not null,
  resource json not null
);
