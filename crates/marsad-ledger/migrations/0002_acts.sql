-- Acts, linked from the events of many articles.
DROP TABLE act_reports;
DROP TABLE acts;

-- What many articles tell as one act. `name` is the id of its first report, whose event `first` is; `body` is the act as linking
-- pooled it, in JSON. `planned`: some report tells it as planned. `track`: the name of the first act of the negotiation
-- that it is a step of.
CREATE TABLE acts (
  id {id},
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  quad BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  status TEXT NOT NULL,
  planned BIGINT NOT NULL,
  start_date TEXT,
  end_date TEXT,
  deadline_start TEXT,
  deadline_end TEXT,
  place TEXT,
  country TEXT,
  reports BIGINT NOT NULL,
  independent BIGINT NOT NULL,
  first BIGINT NOT NULL,
  track TEXT,
  body TEXT NOT NULL
);
CREATE INDEX acts_name ON acts (name);
CREATE INDEX acts_date ON acts (start_date);
CREATE INDEX acts_planned ON acts (start_date) WHERE planned = 1;
CREATE INDEX acts_deadline ON acts (deadline_start) WHERE deadline_start IS NOT NULL;
CREATE INDEX acts_track ON acts (track) WHERE track IS NOT NULL;

-- Which act an event reports. Events of one `component` (the event of its first report) may meet; adding a report changes only the
-- components that it touches. `copy`: an earlier report of the act has the same text. `keys` are those of the event in `link_keys`.
CREATE TABLE act_reports (
  event {id},
  act BIGINT NOT NULL,
  component BIGINT NOT NULL,
  score DOUBLE PRECISION,
  copy BIGINT NOT NULL,
  keys TEXT NOT NULL
);
CREATE INDEX act_reports_act ON act_reports (act);
CREATE INDEX act_reports_component ON act_reports (component);

-- Two events are compared only if they share a key.
CREATE TABLE link_keys (
  key BIGINT NOT NULL,
  event BIGINT NOT NULL,
  PRIMARY KEY (key, event)
) {clustered};

-- What of each act says which negotiation it is a step of: parties, apart by tabs, and hashes of topic words, apart by blanks.
CREATE TABLE steps (
  start_date TEXT NOT NULL,
  act BIGINT NOT NULL,
  end_date TEXT NOT NULL,
  name TEXT NOT NULL,
  parties TEXT NOT NULL,
  topics TEXT NOT NULL,
  track TEXT,
  PRIMARY KEY (start_date, act)
) {clustered};

-- Holds a row where acts changed since tracks were last made.
CREATE TABLE unwoven (changed BIGINT NOT NULL);

UPDATE articles SET linked = 0 WHERE linked = 1 AND reprint_of IS NULL;

-- only sqlite
-- A batch's search terms become one segment of the index rather than several that are merged at once.
INSERT INTO search (search, rank) VALUES ('hashsize', 67108864);
-- both
