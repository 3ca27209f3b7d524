/** So that every text means what it meant where it was read: see what introspection sets before it reads. */
export const preamble = [
  'SET statement_timeout = 0;',
  'SET lock_timeout = 0;',
  'SET idle_in_transaction_session_timeout = 0;',
  `SET client_encoding = 'UTF8';`,
  'SET standard_conforming_strings = on;',
  `SELECT pg_catalog.set_config('search_path', '', false);`,
  `SET DateStyle = 'ISO, YMD';`,
  `SET IntervalStyle = 'postgres';`,
  'SET extra_float_digits = 3;',
  `SET bytea_output = 'hex';`,
  'SET check_function_bodies = false;',
  'SET xmloption = content;',
  `SET client_min_messages = warning;`,
  'SET row_security = off;',
  `SET default_tablespace = '';`,
];
