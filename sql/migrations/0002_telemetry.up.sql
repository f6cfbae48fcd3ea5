-- Usage events that the web app offers and an operator chose to keep. They
-- name no user.
create table telemetry_events (
  id bigint primary key generated always as identity,
  received_at timestamptz not null default now(),
  name text not null check (length(name) between 1 and 64),
  page text check (length(page) <= 256),
  duration_ms bigint check (duration_ms between 0 and 86400000),
  properties jsonb not null default '{}' check (
    jsonb_typeof(properties) = 'object' and octet_length(properties::text) <= 8192
  )
);

create index telemetry_events_received on telemetry_events (received_at);

grant select, insert on telemetry_events to papertrade_app;
