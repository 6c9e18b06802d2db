-- Up Migration
create table vault.root (
  only_one boolean primary key default true check (only_one),
  sealed_check bytea not null
);
create table vault.keys (
  id text primary key,
  number int generated always as identity unique,
  sealed_key bytea not null,
  created_at timestamptz not null default now()
);
alter table vault.payment_methods add column wiped_at timestamptz;
create index on vault.payment_methods (payment_id) where sealed_number is not null;

comment on table vault.root is 'Opens under the VAULT_KEY of this database, and under no other';
comment on table vault.keys is 'Data keys, sealed under VAULT_KEY; new content is sealed under the one with the highest number, without any under VAULT_KEY';
comment on table vault.payment_methods is 'Cards: the number sealed until it is wiped, the cvc never here';
comment on column vault.payment_methods.sealed_number is 'Its first four bytes are the id of the key it is sealed under';
