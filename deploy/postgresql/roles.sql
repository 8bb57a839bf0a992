-- Two roles and a database. Passwords come from the environment, so that they stand on no command line.
-- May be run again: the roles are kept, and get the passwords that are given.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD

select 'create role tryggve_owner' where not exists (select from pg_roles where rolname = 'tryggve_owner') \gexec
select 'create role tryggve_app' where not exists (select from pg_roles where rolname = 'tryggve_app') \gexec
set log_statement = 'none';
alter role tryggve_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'owner_password';
alter role tryggve_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'app_password';

select 'create database tryggve owner tryggve_owner' where not exists (select from pg_database where datname = 'tryggve') \gexec
revoke connect, temporary on database tryggve from public;
grant connect on database tryggve to tryggve_app;
