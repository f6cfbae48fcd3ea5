drop table instance;
drop function current_user_id();
alter default privileges revoke select on sequences from papertrade_backup;
alter default privileges revoke select on tables from papertrade_backup;
revoke select on schema_migrations from papertrade_app, papertrade_backup;
do $$
begin
  execute format('grant temporary on database %I to public', current_database());
end
$$;
revoke usage on schema public from papertrade_app, papertrade_backup;
