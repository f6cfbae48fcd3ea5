-- Of what an audit has read of an account the planner knows next to nothing. Taken for a few
-- rows, that would be gone through again and again; and compiling so long a statement for
-- each account takes longer than running it.
select
  set_config('enable_nestloop', 'off', true),
  set_config('jit', 'off', true)
