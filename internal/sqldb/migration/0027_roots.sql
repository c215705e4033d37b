-- +goose Up
-- The root of a day stands over a tree, so that one event can be proved by a short path, and is signed.
ALTER TABLE ledger_day ADD COLUMN tree {{bytes}};
ALTER TABLE ledger_day ADD COLUMN signature {{bytes}};
