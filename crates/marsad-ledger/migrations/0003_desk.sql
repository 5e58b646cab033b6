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
-- Lists by type and by place, the newest first; what goes on behind a day.
CREATE INDEX acts_type ON acts (type, start_date);
CREATE INDEX acts_country ON acts (country, start_date) WHERE country IS NOT NULL;
CREATE INDEX acts_end ON acts ((COALESCE(end_date, start_date)));
CREATE INDEX events_end ON events ((COALESCE(end_date, start_date)));
CREATE INDEX articles_published ON articles (published);
