-- Up Migration
-- `json`, not `jsonb`: the text of an event stays as it was written.
create table event_log.events (
  position bigint primary key,
  stream text not null,
  category text not null generated always as (split_part(stream, '-', 1)) stored,
  revision int not null,
  event_id uuid not null,
  type text not null,
  data json not null,
  metadata json not null,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (stream, revision)
);

create function event_log.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'event_log.events is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end $$;

create trigger append_only before update or delete or truncate on event_log.events
  for each statement execute function event_log.refuse_change();

-- Decides a group of appends, in order, in one transaction. The lock is held to the commit, so positions are contiguous
-- and become visible in order. It is taken by a statement of its own: each statement of a volatile function sees what
-- was committed before it began, so those that follow see everything that the lock waited for.
--
-- `streams` are distinct; `append_streams` point into them. An expected revision of -1 is a stream without events.
-- `event_ids`, `types`, `data` and `metadata` are those of all appends, one after the other.
-- Answers by append: `revisions` and `positions` of its last event, null for a conflict; `actuals` is null for what was
-- appended now, and the stream's revision for a conflict or a repetition of what was appended before.
create function event_log.append(
  streams text[], append_streams int[], expected int[], event_counts int[],
  event_ids uuid[], types text[], data json[], metadata json[],
  out revisions int[], out positions bigint[], out actuals int[]
) language plpgsql as $$
declare
  nothing constant int[] := array_fill(null::int, array[cardinality(event_ids)]);
  event_slots int[] := nothing;
  event_revisions int[] := nothing;
  event_positions bigint[] := nothing;
  last_revisions int[];
  before bigint;
  head bigint;
  seen int := 0;
  slot int;
  repeated record;
begin
  perform pg_advisory_xact_lock('event_log.events'::regclass::oid::bigint);

  select coalesce(max(e.position), 0) into before from event_log.events e;
  select array_agg((select coalesce(max(e.revision), -1) from event_log.events e where e.stream = s.stream) order by s.slot)
    into last_revisions from unnest(streams) with ordinality s (stream, slot);
  head := before;
  revisions := array_fill(null::int, array[cardinality(expected)]);
  positions := revisions;
  actuals := revisions;

  for i in 1 .. cardinality(expected) loop
    slot := append_streams[i];
    if last_revisions[slot] = expected[i] then
      for event in seen + 1 .. seen + event_counts[i] loop
        head := head + 1;
        last_revisions[slot] := last_revisions[slot] + 1;
        event_slots[event] := slot;
        event_revisions[event] := last_revisions[slot];
        event_positions[event] := head;
      end loop;
      revisions[i] := last_revisions[slot];
      positions[i] := head;
    else
      actuals[i] := last_revisions[slot];
    end if;
    seen := seen + event_counts[i];
  end loop;

  if head > before then
    insert into event_log.events (position, stream, revision, event_id, type, data, metadata)
      select e.position, streams[e.slot], e.revision, e.event_id, e.type, e.data, e.metadata
      from unnest(event_positions, event_slots, event_revisions, event_ids, types, data, metadata)
        as e (position, slot, revision, event_id, type, data, metadata)
      where e.position is not null;
    perform pg_notify('event_log', head::text);
  end if;

  -- What was refused may be a repetition of what its stream had at that point, from this very group too.
  seen := 0;
  for i in 1 .. cardinality(expected) loop
    if actuals[i] >= expected[i] + event_counts[i] then
      select max(e.revision) as revision, max(e.position) as position into repeated from event_log.events e
        where e.stream = streams[append_streams[i]]
          and e.revision > expected[i] and e.revision <= expected[i] + event_counts[i]
        having array_agg(e.event_id order by e.revision) = event_ids[seen + 1 : seen + event_counts[i]];
      revisions[i] := repeated.revision;
      positions[i] := repeated.position;
    end if;
    seen := seen + event_counts[i];
  end loop;
end $$;
