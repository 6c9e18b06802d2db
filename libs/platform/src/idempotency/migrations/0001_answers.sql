-- Up Migration
create table idempotency.answers (
  scope text primary key,
  command_id uuid not null,
  started_at timestamptz not null,
  fields json not null,
  owner int not null,
  fence int not null default 1,
  status int,
  body bytea,
  expires_at timestamptz not null
) with (fillfactor = 70);
create index on idempotency.answers (expires_at);

comment on table idempotency.answers is 'One row a keyed request: written before its work begins, answered when it is done';
comment on column idempotency.answers.scope is 'Merchant, method, full path and key';
comment on column idempotency.answers.command_id is 'The seed of every id and event id of the command; with started_at the same at every try';
comment on column idempotency.answers.fields is 'JSON pointer of each field of the body -> keyed hash of its value';
comment on column idempotency.answers.owner is 'The process that runs it holds an advisory lock on this number as long as it lives; 0: nobody';
comment on column idempotency.answers.fence is 'Counts the tries: only the last one may answer';
comment on column idempotency.answers.status is 'Null until there is an answer to keep';
comment on column idempotency.answers.body is 'The answer''s bytes, sealed under VAULT_KEY: they may hold a token';
