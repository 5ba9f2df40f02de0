-- The desk lists people by name, not by the name a form gives its own record.
ALTER TABLE submission ADD COLUMN head TEXT NOT NULL DEFAULT '';
