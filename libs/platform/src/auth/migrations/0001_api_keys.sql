-- Up Migration
create table platform.merchants (
  id text primary key,
  name text not null
);

create table platform.api_keys (
  key_hash bytea primary key,
  key_id text not null,
  merchant_id text not null references platform.merchants (id)
);
