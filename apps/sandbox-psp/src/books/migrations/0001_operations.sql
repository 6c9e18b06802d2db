-- Up Migration
create table sandbox_psp.operations (
  provider text not null,
  operation text not null check (operation in ('authorize', 'capture', 'void', 'refund')),
  reference text not null,
  charge text not null,
  asked text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null check (status in ('succeeded', 'declined', 'requires_action', 'failed')),
  decline_code text,
  calls integer not null default 1,
  at timestamptz not null,
  mandate jsonb,
  challenge text,
  primary key (provider, operation, reference),
  check ((operation = 'authorize') = (mandate is not null))
);
create index operations_of_a_charge on sandbox_psp.operations (provider, charge);
create unique index operations_challenge on sandbox_psp.operations (challenge) where challenge is not null;
