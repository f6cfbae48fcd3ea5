drop table replay_clock;
