-- Up Migration
create table vault.payment_methods (
  id text primary key,
  merchant_id text not null,
  payment_id text,
  sealed_number bytea,
  brand text not null,
  last4 text not null,
  exp_month int not null,
  exp_year int not null,
  fingerprint text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index on vault.payment_methods (expires_at);

comment on table vault.payment_methods is 'Cards: the number sealed under VAULT_KEY until it is wiped, the cvc never here';
comment on column vault.payment_methods.payment_id is 'The only payment it serves; null: any of the merchant''s';
