-- Up Migration
-- A reference that was given up before anything came of it: nothing ever will. It is in nobody's books.
alter table sandbox_psp.operations drop constraint operations_status_check;
alter table sandbox_psp.operations add constraint operations_status_check
  check (status in ('succeeded', 'declined', 'requires_action', 'failed', 'abandoned'));
