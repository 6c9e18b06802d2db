-- Up Migration
-- One row a charge attempt.
create table charge_attempt.charge_view_v1 (
  id text primary key,
  merchant_id text not null,
  payment_id text not null,
  status text not null,
  attempt int not null,
  version int not null,
  resource json not null
);
create index on charge_attempt.charge_view_v1 (payment_id, attempt);
-- What the follow-up asks about.
create index on charge_attempt.charge_view_v1 (id) where status = 'UNKNOWN';
