-- The ledger's tables. `{id}` is an integer primary key; `{clustered}` keeps a table in the order of its primary key.
-- Dates are ISO 8601 text, offsets Unicode scalar values, truth values 0 and 1.

-- One row an article. `name` is the record's id. Of a reprint there is no record: `reprint_of` names the article it copies.
CREATE TABLE articles (
  id {id},
  name TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL,
  published TEXT,
  outlet TEXT,
  url TEXT,
  title TEXT,
  text TEXT,
  reprint_of TEXT,
  linked BIGINT NOT NULL
);
CREATE INDEX articles_unlinked ON articles (id) WHERE linked = 0;
CREATE INDEX articles_reprints ON articles (reprint_of) WHERE reprint_of IS NOT NULL;

-- The record as the coder wrote it, whatever corrections say.
CREATE TABLE records (
  article {id},
  schema TEXT NOT NULL,
  coder TEXT,
  lexicon TEXT,
  body TEXT NOT NULL
);

-- Records that a later coding replaced.
CREATE TABLE history (
  id {id},
  article TEXT NOT NULL,
  hash TEXT NOT NULL,
  replaced TEXT NOT NULL,
  schema TEXT NOT NULL,
  coder TEXT,
  lexicon TEXT,
  body TEXT NOT NULL
);
CREATE INDEX history_article ON history (article);

-- Parties as articles name them; the same name, code, role and office is one row. `folded` are the name's search terms.
CREATE TABLE actors (
  id {id},
  ident TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  name_en TEXT,
  code TEXT NOT NULL,
  role TEXT NOT NULL,
  office TEXT,
  wikidata TEXT,
  kind TEXT NOT NULL
);
CREATE INDEX actors_wikidata ON actors (wikidata) WHERE wikidata IS NOT NULL;

-- Where an article names a party; `local` is the party's id within the record.
CREATE TABLE namings (
  article BIGINT NOT NULL,
  local TEXT NOT NULL,
  n BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  field TEXT,
  start_char BIGINT,
  end_char BIGINT,
  PRIMARY KEY (article, local, n)
) {clustered};

-- One row an act that an article tells, with corrections applied. `verdict`: confirmed, edited, rejected, kept (a person's
-- event that a later coding no longer finds).
CREATE TABLE events (
  id {id},
  article BIGINT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  mode TEXT,
  cameo TEXT NOT NULL,
  quad BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  status TEXT NOT NULL,
  background BIGINT NOT NULL,
  start_date TEXT,
  end_date TEXT,
  minutes BIGINT,
  place TEXT,
  country TEXT,
  geonames BIGINT,
  lat DOUBLE PRECISION,
  lon DOUBLE PRECISION,
  source_kind TEXT,
  source BIGINT,
  deadline TEXT,
  killed BIGINT,
  injured BIGINT,
  detained BIGINT,
  crowd BIGINT,
  amount TEXT,
  at_least BIGINT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  verdict TEXT
);
CREATE INDEX events_article ON events (article);
CREATE INDEX events_date ON events (start_date);
CREATE INDEX events_type ON events (type, start_date);
CREATE INDEX events_country ON events (country, start_date) WHERE country IS NOT NULL;

-- Who takes part in an event. `side`: actor, recipient, or the part of another: attending, mediating, hosting.
CREATE TABLE parties (
  event BIGINT NOT NULL,
  side TEXT NOT NULL,
  n BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  local TEXT NOT NULL,
  code TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (event, side, n)
) {clustered};
CREATE INDEX parties_code ON parties (code, event);
CREATE INDEX parties_actor ON parties (actor, event);

-- The two sides of each event by code, for questions about pairs. Of acts between equals the lesser code stands first and
-- `directed` is 0. An undated event has an empty date.
CREATE TABLE dyads (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  start_date TEXT NOT NULL,
  event BIGINT NOT NULL,
  directed BIGINT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  background BIGINT NOT NULL,
  quad BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (a, b, start_date, event)
) {clustered};

-- Where an article speaks of an event, the best first.
CREATE TABLE mentions (
  event BIGINT NOT NULL,
  n BIGINT NOT NULL,
  field TEXT NOT NULL,
  start_char BIGINT NOT NULL,
  end_char BIGINT NOT NULL,
  sentence_start BIGINT NOT NULL,
  sentence_end BIGINT NOT NULL,
  rule TEXT NOT NULL,
  PRIMARY KEY (event, n)
) {clustered};

CREATE TABLE topics (
  event BIGINT NOT NULL,
  n BIGINT NOT NULL,
  label TEXT NOT NULL,
  field TEXT NOT NULL,
  start_char BIGINT NOT NULL,
  end_char BIGINT NOT NULL,
  PRIMARY KEY (event, n)
) {clustered};

CREATE TABLE statements (
  article BIGINT NOT NULL,
  n BIGINT NOT NULL,
  speaker BIGINT,
  addressee BIGINT,
  anonymous BIGINT NOT NULL,
  quote BIGINT NOT NULL,
  field TEXT NOT NULL,
  start_char BIGINT NOT NULL,
  end_char BIGINT NOT NULL,
  PRIMARY KEY (article, n)
) {clustered};

CREATE TABLE tracks (
  article BIGINT NOT NULL,
  n BIGINT NOT NULL,
  name TEXT NOT NULL,
  parties TEXT NOT NULL,
  subject TEXT,
  state TEXT NOT NULL,
  deadline TEXT,
  next TEXT,
  PRIMARY KEY (article, n)
) {clustered};

-- What many articles tell as one act.
CREATE TABLE acts (
  id {id},
  name TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
);
CREATE TABLE act_reports (
  event {id},
  act BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL
);
CREATE INDEX act_reports_act ON act_reports (act);

-- What a person said of an event. It is found again by article, type and span, since a later coding gives events new ids.
-- `change` and `event` are JSON: the fields that were set, and the event and its parties as the person saw them.
CREATE TABLE corrections (
  id {id},
  kind TEXT NOT NULL,
  article TEXT NOT NULL,
  type TEXT NOT NULL,
  field TEXT NOT NULL,
  start_char BIGINT NOT NULL,
  end_char BIGINT NOT NULL,
  other_article TEXT,
  other_type TEXT,
  other_field TEXT,
  other_start BIGINT,
  other_end BIGINT,
  change TEXT NOT NULL,
  event TEXT NOT NULL,
  who TEXT NOT NULL,
  made TEXT NOT NULL,
  why TEXT NOT NULL
);
CREATE INDEX corrections_article ON corrections (article);
CREATE INDEX corrections_other ON corrections (other_article) WHERE other_article IS NOT NULL;

-- Search terms of each article: title, text, names. The article's id is the row's.
-- only sqlite
CREATE VIRTUAL TABLE search USING fts5 (terms, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
-- only postgres
CREATE TABLE search (article BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL);
CREATE INDEX search_terms ON search USING GIN (terms);
-- both
