-- Up Migration
-- Who takes a card needs to know whether its number is still there, and which sealed bytes those are, but not to read them.
alter table vault.payment_methods add column number_digest bytea generated always as (sha256(sealed_number)) stored;

-- Unlogged: in no WAL, no backup and no standby, and gone after a crash of the server.
create unlogged table vault.cvcs (
  payment_method_id text primary key,
  sealed_cvc bytea not null,
  expires_at timestamptz not null
);
create index on vault.cvcs (expires_at);

comment on table vault.cvcs is 'Cvcs on their way from the process that took the card to the one that sends it, sealed; deleted once a provider has answered';
comment on column vault.cvcs.expires_at is 'By the server''s clock';
comment on column vault.payment_methods.number_digest is 'Null once the number is wiped';
