-- Up Migration
create table projection.checkpoints (
  name text primary key,
  position bigint not null
);
