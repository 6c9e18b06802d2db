-- Up Migration
-- One row a charge attempt. `is_unknown`: the provider has to be asked about it, or about an operation on it, whatever
-- its age. `open_since`: since when it, or the oldest operation on it that is open, has waited for its outcome; null:
-- nothing is open. `needs_review`: an operator has to look.
create table charge_attempt.charge_view_v3 (
  id text primary key,
  merchant_id text not null,
  payment_id text not null,
  provider text,
  status text not null,
  attempt int not null,
  is_unknown boolean not null,
  needs_review boolean not null,
  open_since timestamptz,
  version int not null,
  created_position bigint not null,
  updated_at timestamptz not null,
  resource json not null
);
create index on charge_attempt.charge_view_v3 (payment_id, attempt);
create index on charge_attempt.charge_view_v3 (merchant_id, created_position);
create index on charge_attempt.charge_view_v3 (merchant_id, status, created_position);
create index on charge_attempt.charge_view_v3 (merchant_id, created_position) where needs_review;
-- What the reconciler asks about.
create index on charge_attempt.charge_view_v3 (open_since) where open_since is not null;
