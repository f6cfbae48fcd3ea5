drop table telemetry_events;
