-- Up Migration
create table consumer.checkpoints (
  name text primary key,
  position bigint not null
);

-- Events a consumer gave up on (dead), later ones of the same key that wait behind them (parked), and both when an
-- operator asked for another run (due).
create table consumer.dead_letters (
  consumer text not null,
  position bigint not null,
  key text not null,
  stream text not null,
  revision integer not null,
  event_id uuid not null,
  type text not null,
  state text not null check (state in ('dead', 'parked', 'due')),
  error text,
  attempts integer not null,
  at timestamptz not null default now(),
  primary key (consumer, position)
);

create index dead_letters_by_key on consumer.dead_letters (consumer, key, position);
