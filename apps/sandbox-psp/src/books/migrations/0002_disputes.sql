-- Up Migration
create table sandbox_psp.disputes (
  id text primary key,
  provider text not null,
  charge text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  reason text not null,
  status text not null check (status in ('open', 'won', 'lost')),
  opened_at timestamptz not null,
  at timestamptz not null,
  callback_url text,
  is_told boolean not null default false,
  unique (provider, charge)
);
create index disputes_to_tell on sandbox_psp.disputes (opened_at) where not is_told;
create index operations_to_dispute on sandbox_psp.operations (at)
  where (mandate ->> 'isDisputedLater') = 'true';
