-- Up Migration
create table test_clock.times (
  command_id uuid primary key,
  now timestamptz not null
);
create index on test_clock.times (now);

comment on table test_clock.times is 'Every time that the test clock has stood at; the latest one is now';
comment on column test_clock.times.command_id is 'What moved it there: repeated, it moves it no further';
