-- Up Migration
-- One row a charge attempt; `is_unknown`: the provider has to be asked about it, or about an operation on it.
create table charge_attempt.charge_view_v2 (
  id text primary key,
  merchant_id text not null,
  payment_id text not null,
  status text not null,
  attempt int not null,
  is_unknown boolean not null,
  version int not null,
  created_position bigint not null,
  resource json not null
);
create index on charge_attempt.charge_view_v2 (payment_id, attempt);
-- What the follow-up asks about.
create index on charge_attempt.charge_view_v2 (id) where is_unknown;
