-- Whose rows a transaction sees: the name that it was given decides, not the
-- statement's where.
select current_user_id() is null as unnamed \gset
begin;
select set_config('papertrade.user_id', '41', true) as ignored \gset
commit;

begin;
select plan(17);

select ok(:'unnamed', 'nobody at first, which is a null and no error');
select is(current_user_id(), null::bigint, 'nobody again after a transaction that had a name');
select set_config('papertrade.user_id', '42', true) as ignored \gset
select is(current_user_id(), 42::bigint, 'the user of the transaction');
savepoint named;
select set_config('papertrade.user_id', '', true) as ignored \gset
select is(current_user_id(), null::bigint, 'an empty name is nobody');
rollback to named;
select is(current_user_id(), 42::bigint, 'a rollback restores the name');
select set_config('papertrade.user_id', 'x', true) as ignored \gset
select throws_ok('select current_user_id()', '22P02', null, 'a name that is no number is refused');
rollback to named;

set local role papertrade_owner;
create table scratch_notes (
  user_id bigint not null,
  note text not null
);
alter table scratch_notes enable row level security;
create policy own_rows on scratch_notes using (user_id = current_user_id());
grant select, insert, update, delete on scratch_notes to papertrade_app;
insert into scratch_notes values (1, 'one'), (1, 'uno'), (2, 'two');

set local role papertrade_app;
select set_config('papertrade.user_id', '1', true) as ignored \gset
select results_eq(
  'select note from scratch_notes order by note', array['one', 'uno'], 'one sees one''s own');
select is_empty(
  'select * from scratch_notes where user_id = 2', 'and nobody else''s, even when asked for');
select lives_ok($$insert into scratch_notes values (1, 'ein')$$, 'one adds one''s own');
select throws_ok(
  $$insert into scratch_notes values (2, 'zwei')$$, '42501', null, 'and nobody else''s');
select throws_ok(
  'update scratch_notes set user_id = 2', '42501', null, 'nothing is given away');
select lives_ok('delete from scratch_notes where user_id = 2', 'a delete aimed at another');
select lives_ok($$update scratch_notes set note = 'lost' where user_id = 2$$, 'and an update');

select set_config('papertrade.user_id', '2', true) as ignored \gset
select results_eq('select note from scratch_notes', array['two'], 'met nothing');

select set_config('papertrade.user_id', '', true) as ignored \gset
select is_empty('select * from scratch_notes', 'without a name there is nothing');
select throws_ok(
  $$insert into scratch_notes values (1, 'forged')$$, '42501', null, 'and nothing can be added');

set local role papertrade_backup;
select results_eq(
  'select count(*) from scratch_notes', array[4::bigint], 'the backup holds everybody''s');
reset role;

select * from finish();
rollback;
