drop table imports;
drop table market_cache;
drop table bar_series;
drop table bars;
drop table instruments;
