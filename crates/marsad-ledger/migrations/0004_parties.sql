-- Lists by party, the newest first, without reading all that it ever did: what most questions ask stands beside the code.

-- The codes that take part in each event, once each. An undated event has an empty date; `end_date` is there only where it differs.
CREATE TABLE event_codes (
  code TEXT NOT NULL,
  start_date TEXT NOT NULL,
  event BIGINT NOT NULL,
  end_date TEXT,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  country TEXT,
  PRIMARY KEY (code, start_date, event)
) {clustered};
INSERT INTO event_codes (code, start_date, event, end_date, type, status, country)
SELECT DISTINCT p.code, COALESCE(e.start_date, ''), e.id, NULLIF(e.end_date, e.start_date), e.type, e.status, e.country
FROM parties p JOIN events e ON e.id = p.event ORDER BY 1, 2, 3;

-- The codes that take part in each act by any of its reports; the rest is the act's.
CREATE TABLE act_codes (
  code TEXT NOT NULL,
  start_date TEXT NOT NULL,
  act BIGINT NOT NULL,
  end_date TEXT,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  country TEXT,
  PRIMARY KEY (code, start_date, act)
) {clustered};
INSERT INTO act_codes (code, start_date, act, end_date, type, status, country)
SELECT DISTINCT p.code, COALESCE(c.start_date, ''), c.id, NULLIF(c.end_date, c.start_date), c.type, c.status, c.country
FROM acts c JOIN act_reports r ON r.act = c.id JOIN parties p ON p.event = r.event ORDER BY 1, 2, 3;

-- Counts of a type over all days, without the bodies of acts.
DROP INDEX acts_type;
CREATE INDEX acts_type ON acts (type, start_date, status, country, first);
