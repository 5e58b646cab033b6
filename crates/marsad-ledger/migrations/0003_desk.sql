-- What people write at the desk.

-- Notes on an article, an act or an actor; `subject` is its id.
CREATE TABLE notes (
  id {id},
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  who TEXT NOT NULL,
  made TEXT NOT NULL,
  words TEXT NOT NULL
);
CREATE INDEX notes_subject ON notes (kind, subject);

-- Every change made through the desk, also of corrections that were taken back. Nothing is ever taken out.
CREATE TABLE audit (
  id {id},
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
);

-- Counts by type and pair over days, without the bodies of acts.
CREATE INDEX acts_shape ON acts (start_date, type, status, country, first);
CREATE INDEX articles_published ON articles (published);
